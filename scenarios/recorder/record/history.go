package record

import (
	"errors"
	"fmt"
)

// historyLine is a line of the history but for its time, in the key order of the contract
// (reports/evidence/history.ts).
type historyLine struct {
	Process string `json:"process"`
	Type    string `json:"type"`
	F       string `json:"f"`
	// A list of seats, or the id of an event, pool or ticket.
	Key            any            `json:"key"`
	Value          map[string]any `json:"value"`
	IdempotencyKey string         `json:"idempotencyKey,omitempty"`
	Error          string         `json:"error,omitempty"`
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
	invoked, err := r.history.writeTimed(r.clock.now, line)
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
	ended, err := o.recorder.history.writeTimed(o.recorder.clock.now, line)
	if err != nil {
		return err
	}
	o.recorder.latencies.add(sample{
		of: "operation", name: line.F, phase: o.phase,
		endNs: ended, durationNs: ended - o.invoked, failed: kind == "info",
	})
	return nil
}
