package bundle

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"

	"golang.org/x/sync/errgroup"

	"github.com/twilio-serverless/twilio-serverless-go/internal/show"
)

// CheckSecrets looks for credentials in the Assets that can be reached by URL and returns a
// [*Error] with file and line of each that it finds, and never the credential itself. Private
// Assets are not read: they are where Twilio proposes to keep credentials
// (https://www.twilio.com/docs/serverless/functions-assets/assets/private). The files whose
// [File.Source] is in allowed are passed over; one in allowed that is no such Asset is a problem
// too, since a misspelt exception would go unnoticed.
//
// It is a net for accidents, such as a .npmrc or a key file in the wrong folder: what it does not
// know, it does not find. Binary files are read no further than it takes to see that they are.
func (b *Bundle) CheckSecrets(allowed []string) error {
	if b == nil {
		b = new(Bundle)
	}
	var problems []Problem
	for _, name := range allowed {
		if !slices.ContainsFunc(b.Assets, func(f File) bool { return f.Source == name }) {
			problems = append(problems, Problem{Source: name,
				Reason: "is allowed to hold a secret but is no Asset of the project",
				Action: "correct the name: it is written as in the message about the secret"})
		}
	}
	byFile := make([][]Problem, len(b.Assets))
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i, f := range b.Assets {
		if f.Visibility != Private && !slices.Contains(allowed, f.Source) {
			group.Go(func() error {
				byFile[i] = f.secretProblems()
				return nil
			})
		}
	}
	_ = group.Wait() // what cannot be read is a problem too
	if problems = append(problems, slices.Concat(byFile...)...); len(problems) > 0 {
		return &Error{Problems: problems}
	}
	return nil
}

func (f File) secretProblems() (problems []Problem) {
	found, err := f.secrets()
	if err != nil {
		problems = append(problems, unreadable(f.Source, err))
	}
	for _, s := range found {
		problems = append(problems, Problem{
			Source: fmt.Sprintf("%s:%d", show.Name(f.Source), s.line),
			Reason: fmt.Sprintf("looks like %s, and the Asset is %s", s.what, f.Visibility),
			Action: "remove it and make it invalid if it was ever published;" +
				" code of the Service can read it from a Variable or a .private Asset",
		})
	}
	return problems
}

// secretFound is where something stands that looks like a credential. What it is, is not kept.
type secretFound struct {
	line int
	what string
}

const (
	scanBuffer = 64 << 10 // what is read at a time, and the longest piece of a line that is looked at as one
	// bytes of a long line that its next piece begins with again, more than any credential's first
	// part
	scanOverlap = 512
	binaryHead  = 8000 // bytes in which a NUL means a binary file, as in git
	scanReports = 3    // secrets told of one file: enough to act upon
)

// secrets reads the file to its end, unless it is binary.
func (f File) secrets() ([]secretFound, error) {
	content, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer content.Close()
	r := bufio.NewReaderSize(content, scanBuffer)
	head, err := r.Peek(binaryHead)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	if bytes.IndexByte(head, 0) >= 0 {
		return nil, nil
	}
	var s scan
	for line := 1; ; {
		piece, err := r.ReadSlice('\n')
		s.look(line, piece)
		switch {
		case len(s.found) >= scanReports || errors.Is(err, io.EOF):
			return s.found, nil
		case err == nil:
			line++
			s.rest = s.rest[:0]
		case !errors.Is(err, bufio.ErrBufferFull):
			return s.found, err
		default:
			s.rest = append(s.rest[:0], piece[max(0, len(piece)-scanOverlap):]...)
		}
	}
}
