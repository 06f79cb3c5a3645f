package emulator

import (
	"fmt"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestSeedLogs(t *testing.T) {
	t.Parallel()
	a := newAPI(t, &Options{SeedLogs: 4})
	service, fn, build := a.built("logs")
	other := a.function(service, "/other")
	zn := a.upload(other, "/other", "x").must(t, 201)
	two := a.post(service+"/Builds", "FunctionVersions", zn, "FunctionVersions",
		a.get(fn + "/Versions").items()[0]).must(t, 201)
	env := a.environment(service, "e", "")
	assert.Empty(t, a.get(env+"/Logs").items())

	deployment := a.post(env+"/Deployments", "BuildSid", build).must(t, 201)
	got := a.get(env + "/Logs")
	require.Len(t, got.items(), 4)
	levels := map[string]int{}
	for _, l := range got.json["logs"].([]any) {
		l := l.(map[string]any)
		levels[l["level"].(string)]++
		assert.Equal(t, []any{deployment, build, tail(fn), tail(env), tail(service)},
			[]any{l["deployment_sid"], l["build_sid"], l["function_sid"], l["environment_sid"], l["service_sid"]})
		assert.Regexp(t, `^RQ[0-9a-f]{32}$`, l["request_sid"])
		assert.NotContains(t, l, "date_updated")
		one := a.get(env + "/Logs/" + l["sid"].(string))
		assert.Equal(t, l, one.json)
	}
	assert.Equal(t, map[string]int{"INFO": 2, "WARN": 1, "ERROR": 1}, levels)

	a.post(env+"/Deployments").must(t, 201)
	assert.Len(t, a.get(env+"/Logs").items(), 4, "a clearing Deployment writes none")
	a.post(env+"/Deployments", "BuildSid", two).must(t, 201)
	assert.Len(t, a.get(env+"/Logs").items(), 12, "four for each Function")
	assert.Len(t, a.get(env+"/Logs?FunctionSid="+tail(other)).items(), 4)
	assert.Len(t, a.get(env+"/Logs?FunctionSid="+tail(fn)).items(), 8)
}

func TestAddLog(t *testing.T) {
	t.Parallel()
	clk := newClock()
	a := newAPI(t, &Options{Clock: clk.Now})
	service, fn, build := a.built("add")
	env := a.environment(service, "e", "")
	entry := LogEntry{EnvironmentSID: tail(env), FunctionSID: tail(fn), Message: "hello\n"}

	_, err := a.emu.AddLog(entry)
	require.ErrorContains(t, err, "deploy a Build first")
	_, err = a.emu.AddLog(LogEntry{EnvironmentSID: unknown("ZE"), FunctionSID: tail(fn)})
	require.ErrorContains(t, err, "no Environment")
	_, err = a.emu.AddLog(LogEntry{EnvironmentSID: tail(env), FunctionSID: "hello"})
	require.ErrorContains(t, err, `FunctionSID "hello"`)

	deployment := a.post(env+"/Deployments", "BuildSid", build).must(t, 201)
	sid, err := a.emu.AddLog(entry)
	require.NoError(t, err)
	got := a.get(env + "/Logs/" + sid)
	assert.Equal(t, []string{"INFO", "hello\n", deployment, build, "2026-03-01T12:00:00Z"},
		[]string{got.str("level"), got.str("message"), got.str("deployment_sid"), got.str("build_sid"),
			got.str("date_created")})
}

func TestLogFilters(t *testing.T) {
	t.Parallel()
	clk := newClock()
	a := newAPI(t, &Options{Clock: clk.Now})
	service, fn, build := a.built("filter")
	env := a.environment(service, "e", "")
	a.post(env+"/Deployments", "BuildSid", build).must(t, 201)
	sids := map[string]string{}
	name := map[string]string{}
	// Not in the order of their dates.
	for _, at := range []string{"2026-02-27T12:00:00Z", "2026-03-01T11:59:59Z", "2026-02-28T11:59:59Z",
		"2026-02-28T12:00:00Z", "2026-03-01T12:00:00Z"} {
		when, err := time.Parse(time.RFC3339, at)
		require.NoError(t, err)
		sid, err := a.emu.AddLog(LogEntry{EnvironmentSID: tail(env), FunctionSID: tail(fn), Date: when})
		require.NoError(t, err)
		sids[at], name[sid] = sid, at[5:]
	}
	list := func(query string) []string {
		t.Helper()
		var dates []string
		for _, sid := range a.get(env + "/Logs?" + query).items() {
			dates = append(dates, name[sid])
		}
		return dates
	}
	now, before, day, over, old := "03-01T12:00:00Z", "03-01T11:59:59Z", "02-28T12:00:00Z", "02-28T11:59:59Z",
		"02-27T12:00:00Z"
	assert.Equal(t, []string{now, before, day}, list(""), "the last day, newest first")
	assert.Equal(t, []string{now, before, day, over, old}, list("StartDate=2020-01-01T00:00:00Z"))
	assert.Equal(t, []string{day, over, old}, list("StartDate=2026-02-27T12:00:00Z&EndDate=2026-02-28T12:00:00Z"),
		"both ends included")
	assert.Equal(t, []string{over}, list("StartDate=2026-02-27T12:00:00.1Z&EndDate=2026-02-28T11:59:59.9Z"))
	assert.Equal(t, []string{day}, list("StartDate=2026-02-28T13:00:00%2B01:00&EndDate=2026-02-28T12:00:00-00:00"))
	assert.Empty(t, list("StartDate=2026-03-01T00:00:00Z&EndDate=2026-02-01T00:00:00Z"),
		"a range that ends before it starts")
	assert.Empty(t, list("FunctionSid="+unknown("ZH")))
	clk.advance(24 * time.Hour)
	assert.Equal(t, []string{now}, list(""))

	for _, query := range []string{"StartDate=2026-03-01", "EndDate=yesterday", "StartDate=2026-02-30T00:00:00Z",
		"FunctionSid=ZN" + unknown("")} {
		a.get(env+"/Logs?"+query).refused(t, 400, 20001)
	}
}

// Filters come first in the URLs of meta, as in the official example, and every
// page is filtered.
func TestLogPagesKeepTheFilters(t *testing.T) {
	t.Parallel()
	clk := newClock()
	a := newAPI(t, &Options{Clock: clk.Now})
	service, fn, build := a.built("pages")
	env := a.environment(service, "e", "")
	a.post(env+"/Deployments", "BuildSid", build).must(t, 201)
	var want []string
	for i := range 9 {
		function := tail(fn)
		if i%3 == 0 {
			function = unknown("ZH")
		}
		sid, err := a.emu.AddLog(LogEntry{EnvironmentSID: tail(env), FunctionSID: function, Message: fmt.Sprint(i)})
		require.NoError(t, err)
		if i%3 != 0 {
			want = append([]string{sid}, want...)
		}
	}
	base := "https://serverless.twilio.com" + env +
		"/Logs?StartDate=2018-11-10T20%3A00%3A00Z&EndDate=2027-12-10T20%3A00%3A00Z&FunctionSid=" + tail(fn)
	page := a.get(env + "/Logs?PageSize=4&EndDate=2027-12-10T20:00:00Z&FunctionSid=" + tail(fn) +
		"&StartDate=2018-11-10T20:00:00Z")
	assert.Equal(t, base+"&PageSize=4&Page=0", page.meta("first_page_url"))
	assert.Equal(t, base+"&PageSize=4&Page=0", page.meta("url"))
	assert.Equal(t, want[:4], page.items())
	next, err := url.Parse(page.meta("next_page_url").(string))
	require.NoError(t, err)
	assert.Equal(t, tail(fn), next.Query().Get("FunctionSid"))
	page = a.get(next.String())
	assert.Equal(t, want[4:], page.items())
	assert.Nil(t, page.meta("next_page_url"))
	assert.Equal(t, want[:4], a.get(page.meta("previous_page_url").(string)).items())
}

// A date is that of RFC 3339: letters of either case, and leap seconds where one can be.
func TestParseDate(t *testing.T) {
	t.Parallel()
	year := time.Date(2017, 1, 1, 0, 0, 0, 0, time.UTC)
	for text, want := range map[string]time.Time{
		"2016-12-31T23:59:60Z": year, "2017-01-01T00:59:60+01:00": year, "2016-12-31t18:29:60-05:30": year,
		"2016-12-31t23:59:60.5z": year.Add(time.Second / 2), "2016-12-31T23:59:59Z": year.Add(-time.Second),
	} {
		got, ok := parseDate(text)
		assert.True(t, ok, text)
		assert.True(t, want.Equal(got), "%s: %s", text, got)
	}
	for _, text := range []string{"", "yesterday", "2016-12-31", "2016-12-31T22:59:60Z", "2016-12-31T23:58:60Z",
		"2016-12-31T23:59:60+01:00", "2016-12-31T23:59:61Z", "2016-12-31T23:60:60Z", "2016-02-30T23:59:60Z"} {
		_, ok := parseDate(text)
		assert.False(t, ok, text)
	}
}
