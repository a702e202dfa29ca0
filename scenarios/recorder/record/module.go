package record

import (
	"fmt"
	"time"

	"github.com/grafana/sobek"
	"go.k6.io/k6/v2/js/modules"
)

func init() {
	modules.Register("k6/x/onsale", rootModule{})
}

type rootModule struct{}

// NewModuleInstance gives each VU its face of the recorder (typed in scenarios/lib/recorder.d.ts).
func (rootModule) NewModuleInstance(vu modules.VU) modules.Instance {
	return &module{vu: vu}
}

type module struct{ vu modules.VU }

// Exports is part of k6's module interface.
func (m *module) Exports() modules.Exports {
	return modules.Exports{Named: map[string]any{
		"begin":      m.begin,
		"meet":       m.meet,
		"post":       m.post,
		"another":    m.another,
		"event":      m.event,
		"unanswered": m.unanswered,
		"nowMs":      m.nowMs,
	}}
}

// begin takes { process, f, key, value, idempotencyKey, phase } and writes the invoke line.
func (m *module) begin(described *sobek.Object) (*jsOperation, error) {
	recorder := current.Load()
	if recorder == nil {
		return nil, errNoOutput
	}
	value, err := objectOf(described.Get("value"))
	if err != nil {
		return nil, err
	}
	begun, err := recorder.begin(historyLine{
		Process:        textOf(described.Get("process")),
		F:              textOf(described.Get("f")),
		Key:            described.Get("key").Export(),
		Value:          value,
		IdempotencyKey: textOf(described.Get("idempotencyKey")),
	}, textOf(described.Get("phase")))
	if err != nil {
		return nil, err
	}
	return &jsOperation{begun}, nil
}

// jsOperation has an operation's three ends.
type jsOperation struct{ operation *operation }

// Ok ends it as done.
func (o *jsOperation) Ok(value sobek.Value) error {
	object, err := objectOf(value)
	if err != nil {
		return err
	}
	return o.operation.end("ok", object, "")
}

// Fail ends it as something that certainly did not happen.
func (o *jsOperation) Fail(reason string) error { return o.operation.end("fail", nil, reason) }

// Info ends it as something that may have happened.
func (o *jsOperation) Info(reason string) error { return o.operation.end("info", nil, reason) }

// meet takes { parties, timeoutMs, ready } and blocks this VU, and no other, until all have come. It is true
// for one who came too late.
func (m *module) meet(described *sobek.Object) (bool, error) {
	recorder := current.Load()
	if recorder == nil {
		return false, errNoOutput
	}
	parties := described.Get("parties").ToInteger()
	timeout := time.Duration(described.Get("timeoutMs").ToInteger()) * time.Millisecond
	return recorder.meet(m.vu.Context(), int(parties), timeout, described.Get("ready").ToBoolean())
}

// post takes { buyer, … } and keeps it for other buyers to read.
func (m *module) post(described *sobek.Object) error {
	recorder := current.Load()
	if recorder == nil {
		return errNoOutput
	}
	detail, err := objectOf(described)
	if err != nil {
		return err
	}
	recorder.board.post(textOf(described.Get("buyer")), detail)
	return nil
}

// another takes { buyer, timeoutMs } and blocks this VU, and no other, until another buyer has posted
// something. It is null when nobody has in time.
func (m *module) another(described *sobek.Object) (any, error) {
	recorder := current.Load()
	if recorder == nil {
		return nil, errNoOutput
	}
	timeout := time.Duration(described.Get("timeoutMs").ToInteger()) * time.Millisecond
	detail, err := recorder.board.another(m.vu.Context(), textOf(described.Get("buyer")), timeout)
	if detail == nil {
		return nil, err
	}
	return detail, nil
}

// event puts something that happened now on the timeline.
func (m *module) event(name string, detail sobek.Value) error {
	recorder := current.Load()
	if recorder == nil {
		return errNoOutput
	}
	object, err := objectOf(detail)
	if err != nil {
		return err
	}
	return recorder.event(recorder.clock.now(), name, object)
}

// unanswered counts a request that got no answer; startedMs is what nowMs gave before it.
func (m *module) unanswered(route, phase string, startedMs float64) error {
	recorder := current.Load()
	if recorder == nil {
		return errNoOutput
	}
	recorder.unanswered(route, phase, int64(startedMs*1e6))
	return nil
}

// nowMs is monotonic, with fractions.
func (m *module) nowMs() (float64, error) {
	ns, err := monotonicNs()
	return float64(ns) / 1e6, err
}

func absent(value sobek.Value) bool {
	return value == nil || sobek.IsUndefined(value) || sobek.IsNull(value)
}

func textOf(value sobek.Value) string {
	if absent(value) {
		return ""
	}
	return value.String()
}

// objectOf is nil for null and undefined, and an error for what is no object.
func objectOf(value sobek.Value) (map[string]any, error) {
	if absent(value) {
		return nil, nil
	}
	object, ok := value.Export().(map[string]any)
	if !ok {
		return nil, fmt.Errorf("a value is to be an object or null, not %T", value.Export())
	}
	return object, nil
}
