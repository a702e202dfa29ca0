package record

import (
	"encoding/json"
	"testing"
	"time"

	hdr "github.com/HdrHistogram/hdrhistogram-go"
	"go.k6.io/k6/v2/lib/netext/httpext"
	"go.k6.io/k6/v2/metrics"
)

const ms = int64(time.Millisecond)

func TestOnlyFinishedSecondsAreTaken(t *testing.T) {
	l := newLatencies()
	l.add(sample{of: "request", name: "GET /", phase: "load", endNs: 900 * ms, durationNs: 5 * ms})
	l.add(sample{of: "request", name: "GET /", phase: "load", endNs: 1_100 * ms, durationNs: 7 * ms, failed: true})
	first := l.take(1)
	if len(first) != 1 || first[0].second != 0 || first[0].errors != 0 {
		t.Fatalf("got %+v", first)
	}
	rest := l.take(2)
	if len(rest) != 1 || rest[0].second != 1 || rest[0].errors != 1 {
		t.Fatalf("got %+v", rest)
	}
}

func TestAUsedHistogramIsEmptyWhenItIsUsedAgain(t *testing.T) {
	l := newLatencies()
	l.add(sample{of: "request", name: "a", endNs: 0, durationNs: 5 * ms})
	l.giveBack(l.take(1))
	l.add(sample{of: "request", name: "b", endNs: 0, durationNs: 9 * ms})
	taken := l.take(1)
	if got := taken[0].histogram.TotalCount(); got != 1 {
		t.Errorf("got %d values, want 1", got)
	}
}

func TestHistogramsOfSecondsMergeIntoThatOfTheWhole(t *testing.T) {
	l := newLatencies()
	whole := hdr.New(lowestMicros, highestMicros, digits)
	for i := range int64(10_000) {
		micros := 100 + i*7
		l.add(sample{of: "request", name: "GET /", endNs: i * ms, durationNs: micros * 1_000})
		_ = whole.RecordValue(micros)
	}
	merged := hdr.New(lowestMicros, highestMicros, digits)
	seconds := l.take(100)
	if len(seconds) != 10 {
		t.Fatalf("got %d seconds", len(seconds))
	}
	for _, of := range seconds {
		encoded, err := of.histogram.Encode(hdr.V2CompressedEncodingCookieBase)
		if err != nil {
			t.Fatal(err)
		}
		decoded, err := hdr.Decode(encoded)
		if err != nil {
			t.Fatal(err)
		}
		if dropped := merged.Merge(decoded); dropped != 0 {
			t.Fatalf("dropped %d", dropped)
		}
	}
	for _, quantile := range []float64{50, 95, 99, 100} {
		if got, want := merged.ValueAtQuantile(quantile), whole.ValueAtQuantile(quantile); got != want {
			t.Errorf("p%v: got %d, want %d", quantile, got, want)
		}
	}
}

func TestTimesBeyondTheBoundsCountAtTheBounds(t *testing.T) {
	l := newLatencies()
	l.add(sample{of: "request", endNs: 0, durationNs: 0})
	l.add(sample{of: "request", endNs: 0, durationNs: 10 * int64(time.Minute)})
	histogram := l.take(1)[0].histogram
	if histogram.TotalCount() != 2 {
		t.Errorf("got %d values", histogram.TotalCount())
	}
	if got := histogram.Max(); got < highestMicros {
		t.Errorf("highest: got %d", got)
	}
}

func TestTheOutputWritesRequestsByRoutePhaseAndSecondToTheLast(t *testing.T) {
	dir := t.TempDir()
	o := &timelineOutput{environment: map[string]string{envSource: "k6-0", envParts: dir, envEpoch: "0"}}
	if err := o.Start(); err != nil {
		t.Fatal(err)
	}
	end := time.Now()
	tags := metrics.NewRegistry().RootTagSet().With("name", "POST /hold").With("phase", "load")
	o.AddMetricSamples([]metrics.SampleContainer{
		&httpext.Trail{EndTime: end, Blocked: 3 * time.Millisecond, Duration: 4 * time.Millisecond, Tags: tags.With("status", "409")},
		&httpext.Trail{EndTime: end, Duration: 9 * time.Millisecond, Tags: tags.With("status", "503")},
		&httpext.Trail{EndTime: end, Tags: tags.With("status", "0")},
		metrics.Sample{},
	})
	if err := o.Stop(); err != nil {
		t.Fatal(err)
	}
	lines := linesOf(t, dir+"/k6-0.timeline.ndjson")
	if len(lines) != 1 {
		t.Fatalf("got %v", lines)
	}
	var line latencyLine
	if err := json.Unmarshal([]byte(lines[0]), &line); err != nil {
		t.Fatal(err)
	}
	if line.Name != "POST /hold" || line.Phase != "load" || line.Count != 2 || line.Errors != 1 {
		t.Errorf("got %+v", line)
	}
	decoded, err := hdr.Decode([]byte(line.Histogram))
	if err != nil {
		t.Fatal(err)
	}
	if low := decoded.Min(); low < 6_990 || low > 7_010 {
		t.Errorf("the wait for a connection belongs to the latency: got %d µs, want 7,000", low)
	}
}

func TestAnUnansweredRequestIsAnErrorThatTookItsTime(t *testing.T) {
	r, _ := openRecorder(t)
	now, err := monotonicNs()
	if err != nil {
		t.Fatal(err)
	}
	r.unanswered("POST /hold", "load", now-2_000*ms)
	taken := r.latencies.take(1 << 40)
	if len(taken) != 1 || taken[0].errors != 1 || taken[0].histogram.Max() < 1_990_000 {
		t.Fatalf("got %+v", taken)
	}
}
