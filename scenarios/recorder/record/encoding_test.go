package record

import (
	"testing"

	hdr "github.com/HdrHistogram/hdrhistogram-go"
)

func TestAnEncodedHistogramComesBackAsItWas(t *testing.T) {
	var encoder histogramEncoder
	for name, values := range map[string][]int64{
		"none":                 {},
		"the least":            {lowestMicros},
		"the greatest":         {highestMicros},
		"side by side":         {100, 101, 101, 102},
		"one zero between two": {100, 102},
		"far apart":            {1, 5_000, 5_000, 70_000_000},
	} {
		histogram := hdr.New(lowestMicros, highestMicros, digits)
		for _, value := range values {
			if err := histogram.RecordValue(value); err != nil {
				t.Fatal(err)
			}
		}
		if err := histogram.RecordValues(30_000, 1_000_000); err != nil {
			t.Fatal(err)
		}
		encoded, err := encoder.encode(histogram)
		if err != nil {
			t.Fatal(err)
		}
		decoded, err := hdr.Decode([]byte(encoded))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if !decoded.Equals(histogram) || decoded.TotalCount() != histogram.TotalCount() {
			t.Errorf("%s: got %d values, want %d", name, decoded.TotalCount(), histogram.TotalCount())
		}
	}
}

func TestAnEmptyHistogramIsEncodedToo(t *testing.T) {
	var encoder histogramEncoder
	encoded, err := encoder.encode(hdr.New(lowestMicros, highestMicros, digits))
	if err != nil {
		t.Fatal(err)
	}
	decoded, err := hdr.Decode([]byte(encoded))
	if err != nil || decoded.TotalCount() != 0 {
		t.Fatalf("got %+v, %v", decoded, err)
	}
}

func benchmarkEncoding(b *testing.B, encode func(*hdr.Histogram) error) {
	histogram := hdr.New(lowestMicros, highestMicros, digits)
	for value := range int64(4_000) {
		if err := histogram.RecordValue(2_000 + value*value%9_973); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		if err := encode(histogram); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkEncoding(b *testing.B) {
	var encoder histogramEncoder
	benchmarkEncoding(b, func(of *hdr.Histogram) error {
		_, err := encoder.encode(of)
		return err
	})
}

func BenchmarkEncodingOfTheLibrary(b *testing.B) {
	benchmarkEncoding(b, func(of *hdr.Histogram) error {
		_, err := of.Encode(hdr.V2CompressedEncodingCookieBase)
		return err
	})
}
