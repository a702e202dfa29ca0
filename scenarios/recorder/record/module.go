package record

import (
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

type module struct {
	vu      modules.VU
	exports map[string]any
	// What all operations of this VU inherit, and those that have not ended.
	ends  *sobek.Object
	begun map[*sobek.Object]*operation
}

// Exports is part of k6's module interface. k6 asks for it at each mention of an import, and makes values of
// what are none yet: so they are made once.
func (m *module) Exports() modules.Exports {
	if m.exports != nil {
		return modules.Exports{Named: m.exports}
	}
	m.exports = map[string]any{
		"begin":      m.begin,
		"meet":       m.meet,
		"post":       m.post,
		"another":    m.another,
		"event":      m.event,
		"unanswered": m.unanswered,
		"nowMs":      m.nowMs,
	}
	for name, function := range m.exports {
		m.exports[name] = m.vu.Runtime().ToValue(function)
	}
	return modules.Exports{Named: m.exports}
}

// begin takes { process, f, key, value, idempotencyKey, phase } and writes the invoke line. What it gives has
// the operation's three ends. It and they are called for each operation, so they are plain functions of the
// engine's: wrapping Go's by reflection costs several times what they do.
func (m *module) begin(call sobek.FunctionCall) sobek.Value {
	runtime := m.vu.Runtime()
	described := call.Argument(0).ToObject(runtime)
	recorder := current.Load()
	if recorder == nil {
		panic(runtime.NewGoError(errNoOutput))
	}
	value, err := objectOf(described.Get("value"))
	if err != nil {
		panic(runtime.NewGoError(err))
	}
	begun, err := recorder.begin(historyLine{
		Process:        textOf(described.Get("process")),
		F:              textOf(described.Get("f")),
		Key:            described.Get("key"),
		Value:          value,
		IdempotencyKey: textOf(described.Get("idempotencyKey")),
	}, textOf(described.Get("phase")))
	if err != nil {
		panic(runtime.NewGoError(err))
	}
	object := runtime.CreateObject(m.endsOf(runtime))
	m.begun[object] = begun
	return object
}

// endsOf gives the prototype that this VU's operations share: ok as done, fail as something that certainly did
// not happen, info as something that may have happened.
func (m *module) endsOf(runtime *sobek.Runtime) *sobek.Object {
	if m.ends != nil {
		return m.ends
	}
	m.begun = map[*sobek.Object]*operation{}
	m.ends = runtime.NewObject()
	for _, kind := range []string{"ok", "fail", "info"} {
		// A fresh object takes any property.
		_ = m.ends.Set(kind, func(call sobek.FunctionCall) sobek.Value {
			if err := m.end(kind, call); err != nil {
				panic(runtime.NewGoError(err))
			}
			return sobek.Undefined()
		})
	}
	return m.ends
}

func (m *module) end(kind string, call sobek.FunctionCall) error {
	object, _ := call.This.(*sobek.Object)
	begun := m.begun[object]
	if begun == nil {
		return errEnded
	}
	delete(m.begun, object)
	if kind != "ok" {
		return begun.end(kind, nil, textOf(call.Argument(0)))
	}
	return begun.end(kind, answered{call.Argument(0)}, "")
}

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

// nowMs is monotonic, with fractions. It is called for each request, so it is a plain function too.
func (m *module) nowMs(sobek.FunctionCall) sobek.Value {
	runtime := m.vu.Runtime()
	if recorder := current.Load(); recorder != nil {
		return runtime.ToValue(float64(recorder.clock.monotonicNs()) / 1e6)
	}
	ns, err := monotonicNs()
	if err != nil {
		panic(runtime.NewGoError(err))
	}
	return runtime.ToValue(float64(ns) / 1e6)
}
