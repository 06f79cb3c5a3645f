package client

import (
	"io"
	"net/url"

	"github.com/twilio-serverless/twilio-serverless-go/internal/redact"
)

// conceal takes out of an error what the client knows to be secret: a server, or a gateway before
// it, may repeat what it was sent.
func (c *call) conceal(e *Error) {
	replacer := redact.Replacer("[secret]", c.password, c.variable())
	e.Message, e.MoreInfo, e.RequestID = replacer.Replace(e.Message), replacer.Replace(e.MoreInfo),
		replacer.Replace(e.RequestID)
	if e.Body != nil {
		e.Body = []byte(replacer.Replace(string(e.Body)))
	}
}

// variable is the value of a Variable that the request sends, empty when it is about something else.
func (c *call) variable() string {
	if c.op != "CreateVariable" && c.op != "UpdateVariable" || c.request == nil || c.request.GetBody == nil {
		return ""
	}
	body, err := c.request.GetBody()
	if err != nil {
		return ""
	}
	defer body.Close()
	text, _ := io.ReadAll(body) // of a form that is in memory
	form, _ := url.ParseQuery(string(text))
	return form.Get("Value")
}
