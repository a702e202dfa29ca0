package record

import (
	"maps"
	"slices"
	"strconv"

	"github.com/grafana/sobek"
)

// appendAny appends a value as JSON, keys sorted as encoding/json does; by itself what the history mostly holds.
func appendAny(line []byte, value any) ([]byte, error) {
	switch of := value.(type) {
	case nil:
		return append(line, "null"...), nil
	case string:
		return appendText(line, of), nil
	case int64:
		return strconv.AppendInt(line, of, 10), nil
	case map[string]any:
		line = append(line, '{')
		for index, name := range slices.Sorted(maps.Keys(of)) {
			if index > 0 {
				line = append(line, ',')
			}
			var err error
			if line, err = appendAny(append(appendText(line, name), ':'), of[name]); err != nil {
				return nil, err
			}
		}
		return append(line, '}'), nil
	case []any:
		line = append(line, '[')
		for index, element := range of {
			if index > 0 {
				line = append(line, ',')
			}
			var err error
			if line, err = appendAny(line, element); err != nil {
				return nil, err
			}
		}
		return append(line, ']'), nil
	case sobek.Value:
		return appendScript(line, of)
	case answered:
		return of.append(line)
	default:
		text, err := encode(value)
		if err != nil {
			return nil, err
		}
		return append(line, text[:len(text)-1]...), nil
	}
}

// appendText appends a JSON string. What stands for itself in one is copied; the rest is encoding/json's.
func appendText(line []byte, text string) []byte {
	for index := range len(text) {
		if c := text[index]; c < ' ' || c > '~' || c == '"' || c == '\\' {
			// A string can always be encoded: what is no UTF-8 in it is replaced.
			encoded, err := encode(text)
			if err != nil {
				panic(err)
			}
			return append(line, encoded[:len(encoded)-1]...)
		}
	}
	line = append(line, '"')
	line = append(line, text...)
	return append(line, '"')
}
