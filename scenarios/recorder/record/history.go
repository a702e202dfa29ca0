package record

import (
	"errors"
	"fmt"
)

// historyLine is what an invoke line says, but for its time (reports/evidence/history.ts).
type historyLine struct {
	Process string
	F       string
	// A list of seats, or the id of an event, pool or ticket; of Go's or of the script's.
	Key            any
	Value          map[string]any
	IdempotencyKey string
}

var errEnded = errors.New("an operation ends once, and this one has")

// operation is one that was begun: an invoke line stands in the history, its end does not yet.
type operation struct {
	recorder *Recorder
	process  string
	f        string
	phase    string
	// What both of its lines say, as JSON in the key order of the contract: what stands before the type, between
	// the type and the value, and behind the value. Written out once, without reflection.
	beforeType, beforeValue, behind []byte
	invoked                         int64
	ended                           bool
}

// begin writes the invoke line. What is called afterwards has not been sent before.
func (r *Recorder) begin(line historyLine, phase string) (*operation, error) {
	o := &operation{recorder: r, process: line.Process, f: line.F, phase: phase}
	said := append(make([]byte, 0, 224), `,"process":`...)
	said = append(appendText(said, line.Process), `,"type":"`...)
	typeAt := len(said)
	said = appendText(append(said, `","f":`...), line.F)
	said, err := appendAny(append(said, `,"key":`...), line.Key)
	if err != nil {
		return nil, err
	}
	said = append(said, `,"value":`...)
	valueAt := len(said)
	if line.IdempotencyKey != "" {
		said = appendText(append(said, `,"idempotencyKey":`...), line.IdempotencyKey)
	}
	o.beforeType, o.beforeValue, o.behind = said[:typeAt], said[typeAt:valueAt], said[valueAt:]
	var value any
	if line.Value != nil {
		value = line.Value
	}
	o.invoked, err = o.write("invoke", value, "")
	return o, err
}

// write appends one of the operation's lines, and answers its time.
func (o *operation) write(kind string, value any, problem string) (int64, error) {
	rest, err := appendAny(make([]byte, 0, 128), value)
	if err != nil {
		return 0, err
	}
	rest = append(rest, o.behind...)
	if problem != "" {
		rest = appendText(append(rest, `,"error":`...), problem)
	}
	return o.recorder.history.writeTimed(o.recorder.clock.now, o.beforeType, []byte(kind), o.beforeValue, rest)
}

// end writes the operation's end, ok, fail or info, and counts its latency.
func (o *operation) end(kind string, value any, problem string) error {
	if o.ended {
		return fmt.Errorf("%s of %s: %w", o.f, o.process, errEnded)
	}
	o.ended = true
	ended, err := o.write(kind, value, problem)
	if err != nil {
		return err
	}
	o.recorder.latencies.add(sample{
		of: "operation", name: o.f, phase: o.phase,
		endNs: ended, durationNs: ended - o.invoked, failed: kind == "info",
	})
	return nil
}
