package record

import (
	"testing"

	"github.com/grafana/sobek"
)

// scriptValue is what an expression of a script's is.
func scriptValue(t *testing.T, expression string) sobek.Value {
	t.Helper()
	value, err := sobek.New().RunString("(" + expression + ")")
	if err != nil {
		t.Fatal(err)
	}
	return value
}

func TestValuesOfAScriptAreWrittenAsJSON(t *testing.T) {
	for expression, want := range map[string]string{
		`undefined`:                   `null`,
		`null`:                        `null`,
		`"A1"`:                        `"A1"`,
		`"\u2116 \"7\""`:              `"№ \"7\""`,
		`300_000`:                     `300000`,
		`0.5`:                         `0.5`,
		`true`:                        `true`,
		`[]`:                          `[]`,
		`["A1", "A2"]`:                `["A1","A2"]`,
		`[1, [null, { b: 1, a: 2 }]]`: `[1,[null,{"a":2,"b":1}]]`,
	} {
		got, err := appendScript([]byte("before "), scriptValue(t, expression))
		if err != nil {
			t.Fatal(err)
		}
		if string(got) != "before "+want {
			t.Errorf("%s: got %s, want %s", expression, got, want)
		}
	}
}

func TestOfAnAnswerIsKeptWhatTheHistoryHasANameFor(t *testing.T) {
	for expression, want := range map[string]string{
		`undefined`:                             `null`,
		`null`:                                  `null`,
		`"order"`:                               `null`,
		`{}`:                                    `null`,
		`{ internal: 1, amount: undefined }`:    `null`,
		`{ ttlMs: 5 }`:                          `{"ttlMs":5}`,
		`{ order: "o", internal: 1, amount: 2}`: `{"amount":2,"order":"o"}`,
		`{ ttlMs: 1, refunded: 2, order: 3 }`:   `{"order":3,"refunded":2,"ttlMs":1}`,
		`{ sequence: 7, position: 0, epoch: 1}`: `{"epoch":1,"position":0,"sequence":7}`,
	} {
		got, err := answered{scriptValue(t, expression)}.append([]byte("before "))
		if err != nil {
			t.Fatal(err)
		}
		if string(got) != "before "+want {
			t.Errorf("%s: got %s, want %s", expression, got, want)
		}
	}
}
