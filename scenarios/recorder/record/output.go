package record

import (
	"fmt"
	"os"
	"time"

	"go.k6.io/k6/v2/lib/netext/httpext"
	"go.k6.io/k6/v2/metrics"
	"go.k6.io/k6/v2/output"
)

func init() {
	output.RegisterExtension("onsale", func(params output.Params) (output.Output, error) {
		return &timelineOutput{environment: params.Environment}, nil
	})
}

// timelineOutput opens the recorder, and feeds it k6's own samples of requests.
type timelineOutput struct {
	environment map[string]string
	recorder    *Recorder
	flusher     *output.PeriodicFlusher
}

var _ output.Output = &timelineOutput{}

func (o *timelineOutput) Description() string { return "onsale: history and timeline" }

// Start opens the part files. k6 calls it when the script has been parsed and before any VU runs.
func (o *timelineOutput) Start() error {
	recorder, err := open(o.environment)
	if err != nil {
		return err
	}
	o.recorder = recorder
	current.Store(recorder)
	o.flusher, err = output.NewPeriodicFlusher(time.Second, func() { recorder.keep(recorder.flush()) })
	return err
}

// AddMetricSamples counts the requests among the samples; all else k6 measures is dropped unseen.
func (o *timelineOutput) AddMetricSamples(containers []metrics.SampleContainer) {
	for _, container := range containers {
		if trail, ok := container.(*httpext.Trail); ok {
			if answered, ok := o.recorder.sampleOf(trail); ok {
				o.recorder.latencies.add(answered)
			}
		}
	}
}

// Stop writes what is left, syncs the files and marks their end. Without that mark the run is not whole.
func (o *timelineOutput) Stop() error {
	o.flusher.Stop()
	current.Store(nil)
	err := o.recorder.close()
	if err != nil {
		// k6 may keep an output's last error to itself.
		fmt.Fprintf(os.Stderr, "onsale: the record of %s is not whole: %v\n", o.recorder.source, err)
	}
	return err
}

// sampleOf measures an answered request as its buyer felt it: from wanting a connection to the answer's last
// byte. k6's own http_req_duration leaves out the waiting for a connection, which the making of one is part
// of. A request without an answer is false here: k6 measures a failed connect as no time at all, so that
// those are reported by whoever sent them (unanswered).
func (r *Recorder) sampleOf(trail *httpext.Trail) (sample, bool) {
	name, _ := trail.Tags.Get("name")
	phase, _ := trail.Tags.Get("phase")
	status, _ := trail.Tags.Get("status")
	if len(status) != 3 {
		return sample{}, false
	}
	return sample{
		of: "request", name: name, phase: phase,
		endNs:      r.clock.at(trail.EndTime),
		durationNs: (trail.Blocked + trail.Duration).Nanoseconds(),
		failed:     status[0] == '5',
	}, true
}

// unanswered counts a request that ended now without an answer, and began at the given monotonic time.
func (r *Recorder) unanswered(route, phase string, startedNs int64) {
	now := r.clock.now()
	r.latencies.add(sample{
		of: "request", name: route, phase: phase,
		endNs: now, durationNs: now - (startedNs - r.clock.epochNs), failed: true,
	})
}
