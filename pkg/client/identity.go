package client

import (
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
	"github.com/twilio-serverless/twilio-serverless-go/internal/show"
)

// foreign says why a resource is not the one that a request is about, or nil. `null` and `{}` are
// JSON too, and so is a resource of another kind: a caller who goes on with its SID is far from the
// cause when the next request fails, or changes another resource.
func foreign(request *http.Request, resource any) error {
	want := kindOf(resource)
	if want == (kind{}) {
		return nil
	}
	value := reflect.ValueOf(resource).Elem()
	sid := value.FieldByName("SID").String()
	switch {
	case sid == "":
		return errors.New("it has no sid")
	case !want.matches(sid):
		return fmt.Errorf("its sid %q is not %s", show.Short(sid), want.name)
	case request == nil:
		return nil
	}
	words := strings.Split(request.URL.Path, "/")
	if service, ok := resource.(*serverless.Service); ok {
		return otherService(words[len(words)-1], service)
	}
	for i := 1; i < len(words); i++ {
		if !serverless.IsSID(words[i], "") {
			continue
		}
		property, name := "SID", "sid"
		if !want.matches(words[i]) { // no path has two of one kind
			property = parentOf(words[i-1])
			name = strings.ToLower(strings.TrimSuffix(property, "SID")) + "_sid"
		}
		field := value.FieldByName(property)
		if !field.IsValid() || field.Kind() != reflect.String || field.Len() == 0 {
			continue
		}
		if !strings.EqualFold(field.String(), words[i]) {
			return fmt.Errorf("its %s is %q, and the request was about %s", name, show.Short(field.String()), words[i])
		}
	}
	return nil
}

// otherService says why a Service is not the one that was asked for, by SID or unique name, or nil. The last word of
// the path of a create names none.
func otherService(asked string, service *serverless.Service) error {
	property, got := "unique_name", service.UniqueName
	if serverless.IsSID(asked, "") {
		property, got = "sid", service.SID
	}
	if asked == "Services" || got == "" || strings.EqualFold(got, asked) {
		return nil
	}
	return fmt.Errorf("its %s is %q, and the request was about %s", property, show.Short(got), show.Short(asked))
}
