package record

import (
	"bytes"
	"compress/zlib"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"math"

	hdr "github.com/HdrHistogram/hdrhistogram-go"
)

// Of HdrHistogram's V2 encoding, as its libraries write it: the cookies with 0x10 for counts of any length.
const (
	v2Cookie           = uint32(hdr.V2EncodingCookieBase | 0x10)
	v2CompressedCookie = uint32(hdr.V2CompressedEncodingCookieBase | 0x10)
)

// histogramEncoder writes histograms in the compressed V2 encoding, in base64, as hdr's own Encode does. That one
// makes itself a compressor of 1.2 MB for each histogram, and searches long for the last byte: ten times the work,
// in a process that never collects garbage. Not for use by several at once.
type histogramEncoder struct {
	payload    []byte
	compressed bytes.Buffer
	compressor *zlib.Writer
}

func (e *histogramEncoder) encode(histogram *hdr.Histogram) (string, error) {
	of := histogram.Export()
	counts := appendCounts(e.payload[:0], of.Counts)
	e.payload = counts
	header := binary.BigEndian.AppendUint32(make([]byte, 0, hdr.ENCODING_HEADER_SIZE), v2Cookie)
	header = binary.BigEndian.AppendUint32(header, uint32(len(counts)))
	// Counts stand in the order of their values: they are not rotated.
	header = binary.BigEndian.AppendUint32(header, 0)
	header = binary.BigEndian.AppendUint32(header, uint32(of.SignificantFigures))
	header = binary.BigEndian.AppendUint64(header, uint64(of.LowestTrackableValue))
	header = binary.BigEndian.AppendUint64(header, uint64(of.HighestTrackableValue))
	header = binary.BigEndian.AppendUint64(header, math.Float64bits(of.IntegerToDoubleConversionRatio))
	if err := e.compress(header, counts); err != nil {
		return "", fmt.Errorf("encode a histogram: %w", err)
	}
	whole := binary.BigEndian.AppendUint32(make([]byte, 0, 8+e.compressed.Len()), v2CompressedCookie)
	whole = binary.BigEndian.AppendUint32(whole, uint32(e.compressed.Len()))
	return base64.StdEncoding.EncodeToString(append(whole, e.compressed.Bytes()...)), nil
}

func (e *histogramEncoder) compress(parts ...[]byte) error {
	e.compressed.Reset()
	if e.compressor == nil {
		compressor, err := zlib.NewWriterLevel(&e.compressed, zlib.BestSpeed)
		if err != nil {
			return err
		}
		e.compressor = compressor
	}
	e.compressor.Reset(&e.compressed)
	for _, part := range parts {
		if _, err := e.compressor.Write(part); err != nil {
			return err
		}
	}
	return e.compressor.Close()
}

// appendCounts writes counts as zig-zag varints, several zeros in a row as minus their number, and none behind the
// last that is not zero.
func appendCounts(to []byte, counts []int64) []byte {
	zeros := int64(0)
	for _, count := range counts {
		if count == 0 {
			zeros++
			continue
		}
		switch {
		case zeros == 1:
			to = binary.AppendVarint(to, 0)
		case zeros > 1:
			to = binary.AppendVarint(to, -zeros)
		}
		zeros = 0
		to = binary.AppendVarint(to, count)
	}
	return to
}
