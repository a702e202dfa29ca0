package record

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"
)

func order(id string) map[string]any { return map[string]any{"order": id} }

func TestTheBoardGivesEachAnotherOnesPosting(t *testing.T) {
	b := newBoard()
	for _, buyer := range []string{"ann", "bob", "cy"} {
		b.post(buyer, order("of "+buyer))
	}
	got := map[string]int{}
	for range 6 {
		detail, err := b.another(t.Context(), "dee", never)
		if err != nil {
			t.Fatal(err)
		}
		got[detail["order"].(string)]++
	}
	for _, buyer := range []string{"ann", "bob", "cy"} {
		if got["of "+buyer] != 2 {
			t.Errorf("got %v: each was to be given twice", got)
		}
	}
	for range 6 {
		if detail, err := b.another(t.Context(), "bob", never); err != nil || detail["order"] == "of bob" {
			t.Errorf("got %v, %v", detail, err)
		}
	}
}

func TestTheBoardWaitsForAPostingOfSomeoneElse(t *testing.T) {
	b := newBoard()
	const waiting = 50
	var waiters sync.WaitGroup
	found := make(chan map[string]any, waiting)
	for nth := range waiting {
		waiters.Go(func() {
			detail, err := b.another(t.Context(), fmt.Sprint("buyer ", nth), never)
			if err != nil {
				t.Error(err)
			}
			found <- detail
		})
	}
	// Its own posting is nothing to the one who made it, and all others have something then.
	b.post("buyer 0", order("1"))
	for range waiting - 1 {
		if detail := <-found; detail["order"] != "1" {
			t.Errorf("got %v", detail)
		}
	}
	if len(found) != 0 {
		t.Error("someone was given their own posting")
	}
	b.post("buyer 1", order("2"))
	waiters.Wait()
	if detail := <-found; detail["order"] != "2" {
		t.Errorf("got %v", detail)
	}
}

func TestTheBoardGivesUpInTime(t *testing.T) {
	b := newBoard()
	b.post("ann", order("1"))
	if detail, err := b.another(t.Context(), "ann", time.Millisecond); detail != nil || err != nil {
		t.Errorf("got %v, %v", detail, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := b.another(ctx, "ann", never); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}
