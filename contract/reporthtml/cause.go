package reporthtml

import (
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
)

// openCauses is how many causes show their details unasked.
const openCauses = 3

// causeView is what failures have in common.
type causeView struct {
	suite.Cause
	Number  int
	Open    bool
	Link    string // of the source
	Shown   *exchangeView
	Members []member
	Rerun   string
}

// member is a case of a cause.
type member struct{ ID, Anchor string }

func (v *view) causes(r *suite.Report) {
	for i, c := range r.Causes {
		shown := causeView{Cause: c, Number: i + 1, Open: i < openCauses, Link: sourceLink(c.Source),
			Rerun: "--run '" + c.Rerun + "'"}
		shown.Title, shown.Reason, shown.Curl = printable(c.Title), printable(c.Reason), printable(c.Curl)
		if c.Exchange != nil {
			x := newExchange(c.Exchange)
			shown.Shown = &x
		}
		for _, id := range c.Cases {
			shown.Members = append(shown.Members, member{id, "#" + id})
		}
		v.Causes = append(v.Causes, shown)
	}
}
