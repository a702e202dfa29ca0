package record

import "math"

// latencyLine is a line of the timeline (reports/evidence/timeline.ts).
type latencyLine struct {
	Kind      string `json:"kind"`
	Source    string `json:"source"`
	Second    int64  `json:"second"`
	Of        string `json:"of"`
	Name      string `json:"name"`
	Phase     string `json:"phase"`
	Count     int64  `json:"count"`
	Errors    int64  `json:"errors"`
	Histogram string `json:"histogram"`
}

type eventLine struct {
	Kind   string         `json:"kind"`
	Source string         `json:"source"`
	Time   int64          `json:"time"`
	Name   string         `json:"name"`
	Detail map[string]any `json:"detail"`
}

// k6 hands samples over every 50 ms; one that comes later than this opens its second anew, as a further line.
const lateness = 1

// event writes one that happened at a given time (ns since the epoch).
func (r *Recorder) event(at int64, name string, detail map[string]any) error {
	if detail == nil {
		detail = map[string]any{}
	}
	return r.timeline.write(eventLine{Kind: "event", Source: r.source, Time: at, Name: name, Detail: detail})
}

// flush writes every second that is over.
func (r *Recorder) flush() error {
	if err := r.tellWhoIsReady(); err != nil {
		return err
	}
	return r.writeSeconds(floorDiv(r.clock.now(), 1_000_000_000) - lateness)
}

func (r *Recorder) flushAll() error {
	return r.writeSeconds(math.MaxInt64)
}

func (r *Recorder) writeSeconds(before int64) error {
	taken := r.latencies.take(before)
	defer r.latencies.giveBack(taken)
	for _, of := range taken {
		encoded, err := r.histograms.encode(of.histogram)
		if err != nil {
			return err
		}
		line := latencyLine{
			Kind: "latency", Source: r.source, Second: of.second, Of: of.of, Name: of.name, Phase: of.phase,
			Count: of.histogram.TotalCount(), Errors: of.errors, Histogram: encoded,
		}
		if err := r.timeline.write(line); err != nil {
			return err
		}
	}
	return nil
}
