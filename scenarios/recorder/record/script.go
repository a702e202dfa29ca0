package record

import (
	"fmt"
	"strconv"

	"github.com/grafana/sobek"
)

// appendScript appends a value of the script's as JSON. Texts and lists of them are what a history mostly holds,
// and are read in place: to export a list costs more than to write its line.
func appendScript(line []byte, value sobek.Value) ([]byte, error) {
	if absent(value) {
		return append(line, "null"...), nil
	}
	if text, ok := value.(sobek.String); ok {
		return appendText(line, text.String()), nil
	}
	list, ok := value.(*sobek.Object)
	if !ok || list.ClassName() != "Array" {
		return appendAny(line, value.Export())
	}
	line = append(line, '[')
	for index := range list.Get("length").ToInteger() {
		if index > 0 {
			line = append(line, ',')
		}
		var err error
		if line, err = appendScript(line, list.Get(strconv.FormatInt(index, 10))); err != nil {
			return nil, err
		}
	}
	return append(line, ']'), nil
}

// answered is what a client made of an answer. It may say more than the history keeps.
type answered struct {
	value sobek.Value
}

// What the history keeps of an answer (OperationValue), in the order in which it is written.
var keptOfAnswers = []string{"amount", "epoch", "order", "position", "refunded", "sequence", "ttlMs"}

// append writes what is kept, as one object; null when that is nothing.
func (a answered) append(line []byte) ([]byte, error) {
	object, ok := a.value.(*sobek.Object)
	if !ok {
		return append(line, "null"...), nil
	}
	start := len(line)
	for _, name := range keptOfAnswers {
		member := object.Get(name)
		if member == nil || sobek.IsUndefined(member) {
			continue
		}
		line = appendText(append(line, ','), name)
		var err error
		if line, err = appendScript(append(line, ':'), member); err != nil {
			return nil, err
		}
	}
	if len(line) == start {
		return append(line, "null"...), nil
	}
	line[start] = '{'
	return append(line, '}'), nil
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
