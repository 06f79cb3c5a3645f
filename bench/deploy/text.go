package main

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"path/filepath"
)

// texts are projects of one Function with so much minified JavaScript. Text is searched for
// credentials before each deploy.
var texts = []struct {
	name  string
	files int // of 1 MB
}{{"no Assets", 0}, {"8 MB of minified JavaScript", 8}, {"56 MB of it", 56}}

// text deploys each once, and then again unchanged, in turns.
func (b *bench) text(ctx context.Context) error {
	dirs := make([]string, len(texts))
	b.texts = make([]result, len(texts))
	for i, t := range texts {
		name := fmt.Sprintf("text-%d", t.files)
		dirs[i], b.texts[i].tool = filepath.Join(b.stand.dir, name), t.name
		if err := writeProject(dirs[i], name, size{functions: 1, texts: t.files, textBytes: 1_000_000}); err != nil {
			return err
		}
		if _, err := b.tools[0].run(ctx, b.stand, dirs[i]); err != nil {
			return err
		}
	}
	for range b.rounds {
		for i := range texts {
			got, err := b.tools[0].run(ctx, b.stand, dirs[i])
			if err != nil {
				return err
			}
			b.texts[i].samples = append(b.texts[i].samples, got)
		}
	}
	return nil
}

// minified is JavaScript as bundlers leave it: short names, no spaces, few long lines, texts and the
// hashes of files here and there.
func minified(bytesAtLeast int, seed uint64) []byte {
	random := rand.New(rand.NewPCG(seed, seed))
	name := func() string {
		text := make([]byte, 1+random.IntN(3))
		for i := range text {
			text[i] = byte('a' + random.IntN(26))
		}
		return string(text)
	}
	var b bytes.Buffer
	for b.Len() < bytesAtLeast {
		switch random.IntN(12) {
		case 0:
			fmt.Fprintf(&b, `%s.exports={name:"%s-%s",version:"%d.%d.%d"},`, name(), name(), name(), random.IntN(9),
				random.IntN(20), random.IntN(20))
		case 1:
			fmt.Fprintf(&b, `%s="static/chunk.%08x%08x.js";`, name(), random.Uint32(), random.Uint32())
		case 2:
			fmt.Fprintf(&b, `throw new Error("Cannot read %s of "+%s+" in this state");`, name(), name())
		default:
			fmt.Fprintf(&b, `function %s(%s,%s){return %s&&%s.%s?%s(%s,%d):void 0}`, name(), name(), name(), name(),
				name(), name(), name(), name(), random.IntN(4096))
		}
		if random.IntN(2000) == 0 {
			b.WriteByte('\n')
		}
	}
	return b.Bytes()
}
