// Package project knows what lies on a user's disk: the project directory, its
// .env file, the credentials to use, and the record of past deployments in
// .twilio-serverless/.
//
// It belongs to the binary. The importable packages read no environment and parse
// no configuration files.
package project
