package emulator

import (
	"fmt"
	"net/url"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/internal/state"
	"pgregory.net/rapid"
)

func TestPages_empty(t *testing.T) {
	t.Parallel()
	got := newAPI(t, nil).get("/v1/Services")
	const first = "https://serverless.twilio.com/v1/Services?PageSize=50&Page=0"
	assert.Equal(t, `{"services": [], "meta": {"first_page_url": "`+first+
		`", "key": "services", "next_page_url": null, `+
		`"page": 0, "page_size": 50, "previous_page_url": null, "url": "`+first+`"}}`, got.raw)
}

// functions makes n Functions and gives their SIDs, newest first.
func (a *api) functions(service string, n int) []string {
	a.t.Helper()
	var sids []string
	for i := range n {
		sids = append(sids, tail(a.function(service, fmt.Sprint(i))))
	}
	slices.Reverse(sids)
	return sids
}

func TestPages_thereAndBack(t *testing.T) {
	t.Parallel()
	a := newAPI(t, nil)
	service := a.service("pages")
	sids := a.functions(service, 7)
	base := "https://serverless.twilio.com" + service + "/Functions?PageSize=3&Page="

	var urls []string
	page := a.get(service + "/Functions?PageSize=3")
	for i, want := range [][]string{sids[:3], sids[3:6], sids[6:]} {
		assert.Equal(t, want, page.items())
		assert.EqualValues(t, i, page.meta("page"))
		assert.EqualValues(t, 3, page.meta("page_size"))
		assert.Equal(t, base+"0", page.meta("first_page_url"))
		assert.Equal(t, i == 0, page.meta("previous_page_url") == nil)
		assert.Equal(t, i == 2, page.meta("next_page_url") == nil)
		assert.Equal(t, page.raw, a.get(page.meta("url").(string)).raw, "a page's own URL gives the page")
		urls = append(urls, page.meta("url").(string))
		if next, ok := page.meta("next_page_url").(string); ok {
			assert.Regexp(t, `^.*\?PageSize=3&Page=\d&PageToken=PT[\w-]+$`, next)
			page = a.get(next)
		}
	}
	assert.Equal(t, base+"0", urls[0])
	for _, want := range [][]string{sids[3:6], sids[:3]} {
		page = a.get(page.meta("previous_page_url").(string))
		assert.Equal(t, want, page.items())
	}
	assert.Nil(t, page.meta("previous_page_url"))
	assert.EqualValues(t, 0, page.meta("page"))
	assert.Equal(t, sids[3:6], a.get(page.meta("next_page_url").(string)).items())
}

// Page 0 is the first page, whatever came in since.
func TestPages_noPageBeforeTheFirst(t *testing.T) {
	t.Parallel()
	a := newAPI(t, nil)
	service := a.service("first")
	sids := a.functions(service, 2)
	second := a.get(a.get(service + "/Functions?PageSize=1").meta("next_page_url").(string))
	back := second.meta("previous_page_url").(string)
	a.function(service, "newer")
	first := a.get(back)
	assert.Equal(t, sids[:1], first.items())
	assert.EqualValues(t, 0, first.meta("page"))
	assert.Nil(t, first.meta("previous_page_url"))
}

func TestPages_query(t *testing.T) {
	t.Parallel()
	a := newAPI(t, nil)
	service := a.service("query")
	sids := a.functions(service, 60)
	list := service + "/Functions"
	assert.Equal(t, sids[:50], a.get(list).items(), "50 by default")
	assert.Equal(t, sids, a.get(list+"?PageSize=1000").items())
	assert.Equal(t, sids[:1], a.get(list+"?PageSize=1&Page=&PageToken=").items(), "empty values are none")

	page := a.get(list + "?Page=7")
	assert.Equal(t, sids[:50], page.items(), "Page without a token is the client's own state")
	assert.EqualValues(t, 7, page.meta("page"))
	assert.Nil(t, page.meta("previous_page_url"))
	assert.Contains(t, page.meta("next_page_url"), "Page=8")

	for _, query := range []string{
		"PageSize=0", "PageSize=-1", "PageSize=1001", "PageSize=ten", "PageSize=1.5", "Page=-1", "Page=x",
		"Page=99999999999999999999",
		"PageToken=PT", "PageToken=x", "PageToken=PTe30", "PageToken=PT!!", "PageToken=" + cursor{}.token() + "x",
	} {
		a.get(list+"?"+query).refused(t, 400, 20001)
	}
}

func TestPageCap(t *testing.T) {
	t.Parallel()
	a := newAPI(t, &Options{PageCap: 2})
	service := a.service("cap")
	sids := a.functions(service, 3)
	for _, query := range []string{"", "?PageSize=1000"} {
		page := a.get(service + "/Functions" + query)
		assert.Equal(t, sids[:2], page.items())
		assert.EqualValues(t, 2, page.meta("page_size"))
		assert.Equal(t, sids[2:], a.get(page.meta("next_page_url").(string)).items())
	}
	assert.Equal(t, sids[:1], a.get(service+"/Functions?PageSize=1").items())
}

// When what a page led to is deleted, the page before it is still complete.
func TestPages_emptiedPage(t *testing.T) {
	t.Parallel()
	a := newAPI(t, nil)
	service := a.service("emptied")
	sids := a.functions(service, 4)
	next := a.get(service + "/Functions?PageSize=2").meta("next_page_url").(string)
	for _, sid := range sids[2:] {
		a.delete(service + "/Functions/" + sid)
	}
	page := a.get(next)
	assert.Empty(t, page.items())
	assert.Nil(t, page.meta("next_page_url"))
	assert.Equal(t, sids[:2], a.get(page.meta("previous_page_url").(string)).items())

	// And backwards: the newer page is emptied, the older one must follow it.
	page = a.get(a.get(service + "/Functions?PageSize=1").meta("next_page_url").(string))
	require.Equal(t, sids[1:2], page.items())
	back := page.meta("previous_page_url").(string)
	a.delete(service + "/Functions/" + sids[0])
	page = a.get(back)
	assert.Empty(t, page.items())
	assert.Equal(t, sids[1:2], a.get(page.meta("next_page_url").(string)).items())
}

func TestEveryListHasPages(t *testing.T) {
	t.Parallel()
	a := newAPI(t, &Options{SeedLogs: 3, PageCap: 1})
	service, fn, build := a.built("lists")
	a.service("lists-2")
	a.function(service, "2")
	a.upload(fn, "/2", "2")
	asset := a.asset(service, "1")
	a.asset(service, "2")
	a.upload(asset, "/a", "1")
	a.upload(asset, "/b", "2")
	a.post(service+"/Builds", "FunctionVersions", a.get(fn + "/Versions").items()[0])
	env := a.environment(service, "1", "")
	a.environment(service, "2", "2")
	a.post(env+"/Variables", "Key", "1", "Value", "1")
	a.post(env+"/Variables", "Key", "2", "Value", "2")
	a.post(env+"/Deployments", "BuildSid", build)
	a.post(env + "/Deployments")
	for path, key := range map[string]string{
		"/v1/Services": "services", service + "/Functions": "functions", service + "/Assets": "assets",
		fn + "/Versions": "function_versions", asset + "/Versions": "asset_versions", service + "/Builds": "builds",
		service + "/Environments": "environments", env + "/Variables": "variables", env +
			"/Deployments": "deployments", env + "/Logs": "logs",
	} {
		page := a.get(path)
		assert.Equal(t, key, page.meta("key"), path)
		require.Len(t, page.items(), 1, path)
		second := a.get(page.meta("next_page_url").(string))
		require.Len(t, second.items(), 1, path)
		assert.NotEqual(t, page.items(), second.items(), path)
	}
}

// Whatever is created and deleted between the pages: what existed throughout is
// seen exactly once, nothing is seen twice, and the order holds.
func TestPages_underChange(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		a := newAPI(t, nil)
		service := a.service("rapid")
		list := service + "/Functions"
		alive := a.functions(service, rapid.IntRange(0, 25).Draw(rt, "items"))
		throughout := map[string]bool{}
		for _, sid := range alive {
			throughout[sid] = true
		}
		var seen []string
		next := any(list + "?PageSize=" + fmt.Sprint(rapid.IntRange(1, 7).Draw(rt, "size")))
		for pages := 0; next != nil; pages++ {
			require.Less(rt, pages, 40, "the list must end")
			page := a.get(next.(string))
			seen = append(seen, page.items()...)
			next = page.meta("next_page_url")
			for range rapid.IntRange(0, 3).Draw(rt, "created") {
				alive = append(alive, tail(a.function(service, "new")))
			}
			for range rapid.IntRange(0, 3).Draw(rt, "deleted") {
				if len(alive) == 0 {
					break
				}
				i := rapid.IntRange(0, len(alive)-1).Draw(rt, "which")
				require.Equal(rt, 204, a.delete(list+"/"+alive[i]).status)
				delete(throughout, alive[i])
				alive = slices.Delete(alive, i, i+1)
			}
		}
		count := map[string]int{}
		for _, sid := range seen {
			count[sid]++
			require.Equal(rt, 1, count[sid], "%s was seen twice", sid)
		}
		for sid := range throughout {
			require.Equal(rt, 1, count[sid], "%s was there all the time and not seen", sid)
		}
	})
}

type item struct{ state.Head }

// cut is checked against the obvious slow way: filter, sort, slice.
func TestCut_model(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		seqs := rapid.SliceOfNDistinct(rapid.Uint64Range(1, 40), 0, 20, rapid.ID).Draw(rt, "seqs")
		var items []*item
		for _, seq := range slices.Sorted(slices.Values(seqs)) {
			items = append(items, &item{state.Head{Seq: seq}})
		}
		modulus := rapid.Uint64Range(1, 3).Draw(rt, "modulus")
		keep := func(x *item) bool { return x.Seq%modulus == 0 }
		size := rapid.IntRange(1, 6).Draw(rt, "size")
		cur := cursor{Newer: rapid.Bool().Draw(rt, "newer"),
			From: state.Position{Seq: rapid.Uint64Range(0, 41).Draw(rt, "from")}}

		slices.Sort(seqs)
		slices.Reverse(seqs)
		var kept, older, newer []uint64 // newest first
		for _, seq := range seqs {
			if seq%modulus != 0 {
				continue
			}
			kept = append(kept, seq)
			switch {
			case seq < cur.From.Seq:
				older = append(older, seq)
			case seq > cur.From.Seq:
				newer = append(newer, seq)
			}
		}
		want := older[:min(size, len(older))]
		if cur.Newer {
			want = newer[max(0, len(newer)-size):]
		}
		w := cut(items, size, &cur, keep)
		var got []uint64
		for _, x := range w.items {
			got = append(got, x.Seq)
		}
		require.Equal(rt, fmt.Sprint(want), fmt.Sprint(got))

		// The neighbours together with the page are everything.
		beyond := cut(items, 100, &w.older, keep)
		before := cut(items, 100, &w.newer, keep)
		require.Equal(rt, len(beyond.items) > 0, w.hasOlder)
		require.Equal(rt, len(before.items) > 0, w.hasNewer)
		require.Len(rt, kept, len(beyond.items)+len(w.items)+len(before.items))
	})
}

func FuzzPageToken(f *testing.F) {
	for _, s := range []string{"", "PT", "PTe30", cursor{}.token(),
		cursor{Newer: true, From: state.Position{At: -5, Seq: 1 << 63}}.token(), "PTeyJOZXdlciI6MX0"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, token string) {
		c, ok := parseToken(token)
		if !ok {
			return
		}
		require.Equal(t, token, c.token(), "one token for one place")
		require.Equal(t, token, url.QueryEscape(token), "it needs no escaping")
		var items []*item
		for seq := range uint64(3) {
			items = append(items, &item{state.Head{Seq: seq + 1}})
		}
		require.LessOrEqual(t, len(cut(items, 2, &c, nil).items), 2)
	})
}
