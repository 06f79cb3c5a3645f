package contract

import (
	"errors"
	"net/url"
	"strings"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/internal/lazyregexp"
)

// dateTimeForm is RFC 3339, with letters of either case and leap seconds (5.6, 5.7). time.Parse alone would accept a
// comma before the fraction and hours of one digit, and refuse both of these.
var dateTimeForm = lazyregexp.New(`^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})$`)

// checkDateTime refuses what is no RFC 3339 date, or a day that the calendar does not have. The
// texts hold no value: see shownValue.
func checkDateTime(s string) error {
	if !dateTimeForm.MatchString(s) {
		return errors.New("not an RFC 3339 date such as 2018-11-10T20:00:00Z")
	}
	s = strings.ToUpper(s)
	if strings.HasPrefix(s[10:], "T23:59:60") { // a leap second; in other offsets it falls on another hour
		s = s[:17] + "59" + s[19:]
	} else if s[16:19] == ":60" && !strings.HasSuffix(s, "Z") {
		s = s[:17] + "59" + s[19:]
	}
	if _, err := time.Parse(time.RFC3339, s); err != nil {
		return errors.New("no such day or time")
	}
	return nil
}

// checkURI refuses everything but absolute http and https URLs: clients follow them as they are
// (meta.next_page_url, links).
func checkURI(s string) error {
	u, err := url.Parse(s)
	switch {
	case err != nil || strings.ContainsAny(s, " \t\"<>\\^`{|}"):
		return errors.New("not a URL")
	case u.Scheme == "":
		return errors.New("not an absolute URL")
	case u.Scheme != "http" && u.Scheme != "https":
		return errors.New("not an http or https URL")
	case u.Hostname() == "":
		return errors.New("a URL without a host")
	}
	return nil
}
