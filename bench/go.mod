module github.com/twilio-serverless/twilio-serverless-go/bench

go 1.25.0

require (
	github.com/stretchr/testify v1.12.1
	github.com/twilio-serverless/twilio-serverless-go v0.0.0
)

require (
	github.com/elazarl/goproxy v1.9.4 // indirect
	go.etcd.io/bbolt v1.5.0 // indirect
	go.yaml.in/yaml/v3 v3.0.6 // indirect
	golang.org/x/net v0.58.0 // indirect
	golang.org/x/sys v0.47.0 // indirect
	golang.org/x/text v0.41.0 // indirect
)

replace github.com/twilio-serverless/twilio-serverless-go => ../
