package suite

import (
	"cmp"
	"slices"
	"strings"
)

// A Cause is what failures have in common: the same operation, rule and difference.
type Cause struct {
	// Key identifies the cause, also in another run.
	Key   string `json:"key"`
	Title string `json:"title"`
	// Operations are the operationIds that show it, sorted.
	Operations []string `json:"operations,omitempty"`
	// Claim, Source and Level are those of Example.
	Claim  string `json:"claim"`
	Source string `json:"source"`
	Level  Level  `json:"level"`
	// Example is the ID of the case that shows the cause best: one that makes a claim about the operation.
	Example string `json:"example"`
	// Reason is what Example found; the title, when an exchange broke the contract whatever Example wanted of it.
	Reason string `json:"reason"`
	// Exchange shows it on the wire; nil when nothing was exchanged.
	Exchange *Shown `json:"exchange,omitempty"`
	// Curl sends the request of Exchange again. Credentials are those of the environment.
	Curl string `json:"curl,omitempty"`
	// Rerun is a pattern for `--run` that selects the cases, the first of them when there are many.
	Rerun string `json:"rerun"`
	// Cases are the IDs of the cases with this cause, in the order of the catalogue; Blocked of
	// them did not reach their promise.
	Cases   []string `json:"cases"`
	Blocked int      `json:"blocked,omitempty"`
	// Known means that all of its failures are known.
	Known bool `json:"known,omitempty"`

	alike []string // properties that show the same, see joinAlike
}

// notThereKey is the cause of all operations that are not there.
const notThereKey = "not-there"

// keysOf returns which cause something belongs to, which takes the whole run: an operation that answered nothing but
// 404, 405 or 501 is not there, whatever cases wanted of it. An operation that was asked for nothing but what is not
// found may well be there, if others of its resource are.
func keysOf(results []Result) func(Because) string {
	there := map[string]bool{}    // operations, and resources that have one
	wanted := map[string]bool{}   // operations that a case wanted another answer of than one of those
	statuses := map[string]bool{} // keys of statuses that the contract does not have
	onWire := map[string]string{} // keys of what broke the contract on the wire, by resource and property
	for i := range results {
		for _, b := range results[i].Because {
			wanted[b.Operation] = wanted[b.Operation] || isAbsence(b.Status) && strings.HasPrefix(b.Key, "answer ")
			statuses[b.Key] = statuses[b.Key] || strings.HasPrefix(b.Key, "status ")
			if words := strings.Fields(b.Key); len(words) == 4 && words[0] == "wire" {
				onWire[words[1]+" "+words[3][strings.LastIndexByte(words[3], '/')+1:]] = b.Key
			}
		}
		for operation, statuses := range results[i].Seen {
			for status := range statuses {
				if !isAbsence(status) && status != 401 && status != 403 {
					there[operation], there[nounOf(operation)] = true, true
				}
			}
		}
	}
	return func(b Because) string {
		missing := b.Operation != "" && !there[b.Operation] && (wanted[b.Operation] || !there[nounOf(b.Operation)])
		if missing && (isAbsence(b.Status) || b.onWire()) {
			return notThereKey
		}
		if b.Status/100 == 2 && strings.HasPrefix(b.Key, "answer ") && statuses[statusKey(b.Operation)] {
			return statusKey(b.Operation)
		}
		if words := strings.Fields(b.Key); len(words) > 2 && words[0] == "body" {
			if words[1] != "error" {
				return cmp.Or(onWire[words[1]+" "+words[2]], onWire[anyResource+" "+words[2]], b.Key)
			}
			for _, word := range words { // "the error has no message"
				if key := onWire["error "+word]; key != "" {
					return key
				}
			}
		}
		return b.Key
	}
}

// isAbsence reports whether a status is what servers answer to paths and methods that they do not have.
func isAbsence(status int) bool { return status == 404 || status == 405 || status == 501 }

// causesOf groups the results that are no pass.
func causesOf(results []Result) []Cause {
	keyOf := keysOf(results)
	byKey := map[string]*Cause{}
	rank := map[string]int{}
	var order []string
	for i := range results {
		result := &results[i]
		for _, b := range result.Because {
			b.Key = keyOf(b)
			cause := byKey[b.Key]
			if cause == nil {
				cause = &Cause{Key: b.Key, Known: true}
				byKey[b.Key] = cause
				order = append(order, b.Key)
			}
			if len(cause.Cases) > 0 && cause.Cases[len(cause.Cases)-1] == result.ID {
				continue
			}
			cause.add(result, b, &rank)
		}
	}
	var causes []Cause
	for _, key := range order {
		if cause := byKey[key]; !joinAlike(causes, cause) {
			causes = append(causes, *cause)
		}
	}
	for i := range causes {
		causes[i].finish()
	}
	slices.SortStableFunc(causes, func(a, b Cause) int { return cmp.Compare(len(b.Cases), len(a.Cases)) })
	return causes
}

// add files one case under the cause. The example is a failure rather than a blocked case, and one about the operation.
func (c *Cause) add(result *Result, b Because, rank *map[string]int) {
	c.Cases = append(c.Cases, result.ID)
	c.Known = c.Known && result.Known
	if result.Outcome == Blocked {
		c.Blocked++
	}
	if b.Operation != "" && !slices.Contains(c.Operations, b.Operation) {
		c.Operations = append(c.Operations, b.Operation)
	}
	fit := 1
	if result.Outcome == Fail {
		fit = 2
		if result.aboutNoun(b.Operation) {
			fit = 3
		}
	}
	if fit <= (*rank)[c.Key] {
		return
	}
	(*rank)[c.Key] = fit
	c.Example, c.Claim, c.Source, c.Level, c.Reason, c.Title = result.ID, result.Claim, result.Source, result.Level,
		result.Reason, b.Title
	c.Exchange = exchangeOf(result.Evidence, b)
}

// aboutNoun reports whether the ID of a case is about the resource of an operation: environments of CreateEnvironment.
func (result *Result) aboutNoun(operation string) bool {
	return strings.HasPrefix(strings.ReplaceAll(resourceOf(result.ID), "-", ""), strings.ToLower(nounOf(operation)))
}

// exchangeOf chooses the exchange that shows a cause: one that breaks the contract, the one that the case names, or the
// last one of the operation.
func exchangeOf(shown []Shown, b Because) *Shown {
	wire := b.onWire()
	if method, path, _ := strings.Cut(b.request, " "); !wire && method != "" {
		for i := range slices.Backward(shown) {
			x := &shown[i]
			if x.Method == method && strings.Contains(x.URL, path) && (b.Status == 0 || x.Status == b.Status) {
				return x
			}
		}
	}
	var chosen *Shown
	for i := range shown {
		x := &shown[i]
		marked := slices.ContainsFunc(x.Marks, func(m ShownMark) bool { return m.Severity == "violation" })
		switch {
		case wire && (!marked || x.Operation != b.Operation):
		case wire:
			return x
		case b.Operation != "" && x.Operation == b.Operation && (b.Status == 0 || b.Status == x.Status):
			chosen = x
		}
	}
	if chosen == nil && len(shown) > 0 && !wire {
		chosen = &shown[len(shown)-1]
	}
	return chosen
}

// onWire reports whether an exchange broke the contract, whatever the case wanted of it.
func (b Because) onWire() bool { return strings.HasPrefix(b.Key, "wire ") }

// joinAlike adds a cause to one of all that is the same mistake in another property of the same resources: a server
// that writes one date wrongly writes all of them so. It reports whether there was one.
func joinAlike(all []Cause, c *Cause) bool {
	for i := range all {
		if a := &all[i]; a.alikeKey() != "" && a.alikeKey() == c.alikeKey() && slices.Equal(a.Cases, c.Cases) {
			a.alike = append(a.alike, lastName(c.Key))
			return true
		}
	}
	return false
}

// alikeKey is the resource, the rule and the message without the value; empty when the cause is not about a property.
func (c *Cause) alikeKey() string {
	words := strings.Fields(c.Key)
	if len(words) != 4 || words[0] != "wire" || !strings.HasPrefix(words[3], "/") {
		return ""
	}
	_, message, _ := strings.Cut(c.Title, ": ")
	message, _, _ = strings.Cut(message, ", got ")
	return words[1] + " " + words[2] + " " + message
}

// lastName is the last name of the location in a key.
func lastName(key string) string { return key[strings.LastIndexByte(key, '/')+1:] }

// nameAlike puts the other properties into the title: "Service.date_created and date_updated: …".
func (c *Cause) nameAlike() {
	if len(c.alike) == 0 {
		return
	}
	first := lastName(c.Key)
	others := slices.Sorted(slices.Values(c.alike))
	last := others[len(others)-1]
	names := strings.Join(append([]string{first}, others[:len(others)-1]...), ", ") + " and " + last
	c.Title = strings.Replace(c.Title, first, names, 1)
}
