package emulator

import (
	"fmt"
	"testing"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/internal/sid"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/internal/state"
)

// BenchmarkStart opens a Store with 200,000 records.
func BenchmarkStart(b *testing.B) {
	store := newShelf()
	a := newAPI(b, &Options{Store: store})
	service := tail(a.service("bench"))
	const records = 200_000
	before := a.emu.state.Mark()
	w := a.emu.state.Write()
	for i := range records {
		h := w.Head(sid.Resource, TestAccountSID, service, a.emu.opts.Clock())
		w.Commit(state.Put(&state.Resource{Head: h, Kind: state.Function, FriendlyName: fmt.Sprint("/function-", i)}))
	}
	w.Done()
	if err := a.emu.state.WaitDurable(before); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := New(&Options{Store: store}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(records, "records")
}
