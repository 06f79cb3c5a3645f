package functions

import (
	"bufio"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// Bounds of a frame: a worker runs foreign code.
const (
	maxFrameHeader = 8 << 20
	maxFrameBody   = 64 << 20
)

var errFrame = errors.New("functions: a worker sent something that is no frame")

// message is the header of a frame from a worker, see worker/frames.js.
type message struct {
	Type    string      `json:"type"`
	ID      int64       `json:"id"`
	Version string      `json:"version"` // of Node: started
	Level   string      `json:"level"`   // log
	Late    bool        `json:"late"`
	Status  int         `json:"status"` // reply
	Headers [][2]string `json:"headers"`
	Tainted bool        `json:"tainted"`
	Error   *Failure    `json:"error"`
	Code    int         `json:"code"`     // exit
	Found   []verdict   `json:"problems"` // checked

	body []byte
}

// A Failure is an error that a Function ended with.
type Failure struct {
	Name    string `json:"name"`
	Message string `json:"message"`
	Stack   string `json:"stack"`
}

// verdict is what the check of a file found.
type verdict struct {
	Name    string `json:"name"`
	Line    int    `json:"line"`
	Column  int    `json:"column"`
	Source  string `json:"source"`
	Message string `json:"message"`
	ESM     bool   `json:"esm"`
}

// encodeFrame gives a frame of a header and a body.
func encodeFrame(header any, body []byte) ([]byte, error) {
	var text strings.Builder
	e := json.NewEncoder(&text)
	e.SetEscapeHTML(false)
	if err := e.Encode(header); err != nil {
		return nil, fmt.Errorf("functions: frame: %w", err)
	}
	frame := make([]byte, 8, 8+text.Len()+len(body))
	binary.BigEndian.PutUint32(frame, uint32(text.Len()))
	binary.BigEndian.PutUint32(frame[4:], uint32(len(body)))
	frame = append(frame, text.String()...)
	return append(frame, body...), nil
}

func readFrame(r *bufio.Reader) (*message, error) {
	var lengths [8]byte
	if _, err := io.ReadFull(r, lengths[:]); err != nil {
		return nil, err
	}
	head, body := binary.BigEndian.Uint32(lengths[:]), binary.BigEndian.Uint32(lengths[4:])
	if head > maxFrameHeader || body > maxFrameBody {
		return nil, errFrame
	}
	both := make([]byte, head+body)
	if _, err := io.ReadFull(r, both); err != nil {
		return nil, err
	}
	var m message
	if err := json.Unmarshal(both[:head], &m); err != nil {
		return nil, errFrame
	}
	m.body = both[head:]
	return &m, nil
}
