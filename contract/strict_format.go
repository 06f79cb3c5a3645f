package contract

import (
	"errors"
	"net/url"
	"regexp"
	"strings"
	"time"
)

// dateTimeForm is RFC 3339 with the letters in upper case, as everybody writes them; time.Parse alone would take a comma before the
// fraction and hours of one digit.
var dateTimeForm = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$`)

// checkDateTime refuses what is no RFC 3339 date, or a day that the calendar does not have. The texts hold no value: see shownValue.
func checkDateTime(s string) error {
	if !dateTimeForm.MatchString(s) {
		return errors.New("not an RFC 3339 date such as 2018-11-10T20:00:00Z")
	}
	if _, err := time.Parse(time.RFC3339, s); err != nil {
		return errors.New("no such day or time")
	}
	return nil
}

// checkURI refuses everything but absolute http and https URLs: clients follow them as they are (meta.next_page_url, links).
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
