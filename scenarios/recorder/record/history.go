package record

import (
	"errors"
	"fmt"
)

// historyLine is a line of the history but for its time (reports/evidence/history.ts).
type historyLine struct {
	Process string
	Type    string
	F       string
	// A list of seats, or the id of an event, pool or ticket.
	Key            any
	Value          map[string]any
	IdempotencyKey string
	Error          string
}

// members gives the line's members in the key order of the contract. Written out, since reflection over the
// line took a third of what recording costs.
func (h *historyLine) members() ([]byte, error) {
	line := make([]byte, 0, 256)
	line = appendText(append(line, `"process":`...), h.Process)
	line = appendText(append(line, `,"type":`...), h.Type)
	line = appendText(append(line, `,"f":`...), h.F)
	line, err := appendAny(append(line, `,"key":`...), h.Key)
	if err != nil {
		return nil, err
	}
	line = append(line, `,"value":`...)
	if h.Value == nil {
		line = append(line, "null"...)
	} else if line, err = appendAny(line, h.Value); err != nil {
		return nil, err
	}
	if h.IdempotencyKey != "" {
		line = appendText(append(line, `,"idempotencyKey":`...), h.IdempotencyKey)
	}
	if h.Error != "" {
		line = appendText(append(line, `,"error":`...), h.Error)
	}
	return line, nil
}

var errEnded = errors.New("an operation ends once, and this one has")

// operation is one that was begun: an invoke line stands in the history, its end does not yet.
type operation struct {
	recorder *Recorder
	line     historyLine
	phase    string
	invoked  int64
	ended    bool
}

// begin writes the invoke line. What is called afterwards has not been sent before.
func (r *Recorder) begin(line historyLine, phase string) (*operation, error) {
	line.Type = "invoke"
	members, err := line.members()
	if err != nil {
		return nil, err
	}
	invoked, err := r.history.writeTimed(r.clock.now, members)
	if err != nil {
		return nil, err
	}
	return &operation{recorder: r, line: line, phase: phase, invoked: invoked}, nil
}

// end writes the operation's end, ok, fail or info, and counts its latency.
func (o *operation) end(kind string, value map[string]any, problem string) error {
	if o.ended {
		return fmt.Errorf("%s of %s: %w", o.line.F, o.line.Process, errEnded)
	}
	o.ended = true
	line := o.line
	line.Type, line.Value, line.Error = kind, value, problem
	members, err := line.members()
	if err != nil {
		return err
	}
	ended, err := o.recorder.history.writeTimed(o.recorder.clock.now, members)
	if err != nil {
		return err
	}
	o.recorder.latencies.add(sample{
		of: "operation", name: line.F, phase: o.phase,
		endNs: ended, durationNs: ended - o.invoked, failed: kind == "info",
	})
	return nil
}
