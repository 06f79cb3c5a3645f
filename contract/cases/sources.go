package cases

// maxContent is the size of the largest file: 25 MB (https://www.twilio.com/docs/serverless/functions-assets/assets).
const maxContent = 25 << 20

const buildPage = resourcePage + "build"

const createBuildSource = buildPage + "#create-a-build-resource"

const deploymentPage = resourcePage + "deployment"

const environmentPage = resourcePage + "environment"

const logPage = resourcePage + "logs"

const servicePage = resourcePage + "service"

// maxServices is the number of Services of an account, as the refusal of the next one says it.
const maxServices = 50

// Where claims come from. What was observed or inferred names the public repository that shows it.
const (
	resourcePage = "https://www.twilio.com/docs/serverless/api/resource/"
	errorPage    = "https://www.twilio.com/docs/errors/"

	officialSpec   = "twilio/twilio-oai"              // the published OpenAPI document
	toolkit        = "twilio-labs/serverless-toolkit" // the official deploy tool
	flexBuilder    = "twilio/flex-plugin-builder"     // the official Flex plugin deployer
	flexTemplate   = "twilio-professional-services/flex-project-template"
	rtcPlugin      = "twilio-labs/plugin-rtc"                // has an end-to-end test against the API
	terraform      = "RJPearson94/terraform-provider-twilio" // its acceptance tests ran against the API
	sdk            = "RJPearson94/twilio-sdk-go"             // its acceptance tests ran against the API
	actionsHelpers = "zingdevlimited/actions-helpers"
)

const variablePage = resourcePage + "variable"
