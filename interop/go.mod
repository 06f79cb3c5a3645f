module github.com/twilio-serverless/twilio-serverless-go/interop

go 1.26.0

ignore node_modules

require (
	github.com/pb33f/libopenapi v0.39.1
	github.com/stretchr/testify v1.12.1
	github.com/twilio-serverless/twilio-serverless-go v0.0.0
	go.yaml.in/yaml/v4 v4.0.0-rc.6
	golang.org/x/mod v0.40.0
)

require (
	github.com/bahlo/generic-list-go v0.2.0 // indirect
	github.com/buger/jsonparser v1.1.2 // indirect
	github.com/getkin/kin-openapi v0.152.0 // indirect
	github.com/go-openapi/jsonpointer v0.23.1 // indirect
	github.com/go-openapi/swag/jsonname v0.26.0 // indirect
	github.com/oasdiff/yaml v0.1.1 // indirect
	github.com/oasdiff/yaml3 v0.0.14 // indirect
	github.com/pb33f/jsonpath v0.8.3 // indirect
	github.com/pb33f/ordered-map/v2 v2.3.1 // indirect
	github.com/santhosh-tekuri/jsonschema/v6 v6.0.3 // indirect
	go.yaml.in/yaml/v3 v3.0.6 // indirect
	golang.org/x/sync v0.23.0 // indirect
	golang.org/x/text v0.41.0 // indirect
)

replace github.com/twilio-serverless/twilio-serverless-go => ../
