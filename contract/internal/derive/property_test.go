package derive

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/twilio-serverless/twilio-serverless-go/gen/operations"
)

// The API names one thing UniqueName where it is sent and unique_name where it is answered.
func TestProperty(t *testing.T) {
	t.Parallel()
	for field, name := range map[string]string{
		"": "", "Sid": "sid", "ServiceSid": "service_sid", "UniqueName": "unique_name", "IsPlugin": "is_plugin",
		"UiEditable": "ui_editable", "FunctionVersions": "function_versions", "plain": "plain", "UIEditable": "uieditable",
		"X2Y": "x2_y", "already_so": "already_so",
	} {
		assert.Equal(t, name, Property(field), field)
	}
	for _, operation := range operations.All() {
		for _, parameter := range operation.Path {
			assert.NotRegexp(t, `[A-Z]|^_|__|_$`, Property(parameter.Name))
		}
	}
}
