package project

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

// configReader puts settings one over the other.
type configReader struct {
	start              bool // Scope.Start
	settings           Settings
	warnings, problems []string
}

// texts and switches are the settings that have a counterpart here, by their name in the file.
func (s *Settings) texts() map[string]*string {
	return map[string]*string{
		"serviceSid": &s.ServiceSID, "serviceName": &s.ServiceName, "env": &s.EnvFile,
		"functionsFolder": &s.FunctionsFolder,
		"assetsFolder":    &s.AssetsFolder, "runtime": &s.Runtime, "region": &s.Region, "edge": &s.Edge,
	}
}

// started are the settings about serving the project. Elsewhere they are known and not read.
var started = []string{"port", "detailedLogs", "loadLocalEnv", "ngrok", "legacyMode"}

// without are the settings that other verbs of twilio-run read, that say how much it prints, or
// that ask for what is done here anyway.
var without = map[string]bool{
	"buildSid": true, "createEnvironment": true, "detailedLogs": true, "extendedOutput": true, "force": true,
	"forkProcess": true,
	"fromBuild":   true, "functionSid": true, "inspect": true, "inspectBrk": true, "legacyMode": true, "live": true,
	"loadLocalEnv": true,
	"logCacheSize": true, "logLevel": true, "logs": true, "ngrok": true, "overrideExistingProject": true, "port": true,
	"properties":        true,
	"sourceEnvironment": true, "tail": true, "template": true, "$schema": true,
}

// instead says what to do about settings that are not read.
var instead = map[string]string{
	"username": "credentials come from the environment or from .env",
	"password": "credentials come from the environment or from .env",
	"cwd":      "give the directory as an argument", "config": "give --config", "outputFormat": "give -o json",
	"functionsFolderName": "the name is functionsFolder", "assetsFolderName": "the name is assetsFolder",
	"from": "it belongs to promote", "to": "the name is environment", "key": "it belongs to env",
	"value": "it belongs to env",
}

// object is a section that may be absent.
func (r *configReader) object(where string, value any) map[string]any {
	object, ok := value.(map[string]any)
	if !ok && value != nil {
		r.problems = append(r.problems, fmt.Sprintf("%s is %s where an object is needed", where, kindOf(value)))
	}
	return object
}

// section is one of a group; none has the name "".
func (r *configReader) section(group string, sections map[string]any, name string) layer {
	if name == "" || sections[name] == nil {
		return layer{}
	}
	where := group + "." + name
	return layer{where, r.object(where, sections[name])}
}

// readPlace takes the Environment from a layer. One that names an Environment overrides a layer before it that
// chose production. asked says that the flags decide.
func (r *configReader) readPlace(l layer, asked bool) {
	switch value := l.values["environment"].(type) {
	case nil:
	case string:
		if !r.given(l, "environment", value) {
			break
		}
		r.settings.Environment, r.settings.Production = value, false
		if l.values["production"] == true && !asked {
			r.problems = append(r.problems, l.name("environment")+" and "+l.name("production")+
				" exclude each other: remove one, or choose with --environment or --production")
		}
	default:
		r.wrongKind(l, "environment", value, "a string")
	}
	switch value := l.values["production"].(type) {
	case nil:
	case bool:
		r.settings.Production = value
	default:
		r.wrongKind(l, "production", value, "true or false")
	}
}

// read takes all else. Inside the section of an Environment another one cannot be named.
func (r *configReader) read(l layer, chosen bool) {
	texts := r.settings.texts()
	for _, key := range slices.Sorted(maps.Keys(l.values)) {
		value := l.values[key]
		text, isText := texts[key]
		switch {
		case key == "environment" || key == "production":
			if chosen {
				r.warn(l, key, "is not read there, since the section was chosen by the Environment")
			}
		case r.start && value != nil && slices.Contains(started, key):
			r.readStart(l, key, value)
		case value == nil || without[key]:
		case isText:
			if given, ok := value.(string); !ok {
				r.wrongKind(l, key, value, "a string")
			} else if r.given(l, key, given) {
				if key == "serviceSid" && strings.HasPrefix(given, "ZS") && !serverless.IsSID(given, "ZS") {
					r.problems = append(r.problems, l.name(key)+" is not ZS and 32 hexadecimal digits")
				}
				*text = given
			}
		case key == "functions" || key == "assets" || key == "loadSystemEnv":
			r.readSwitch(l, key, value)
		case instead[key] != "":
			r.warn(l, key, "is not read: "+instead[key])
		default:
			r.warn(l, key, "is not known and not read")
		}
	}
}

// readStart takes what is about serving the project.
func (r *configReader) readStart(l layer, key string, value any) {
	switch key {
	case "port":
		r.readPort(l, value)
	case "detailedLogs", "loadLocalEnv":
		r.readSwitch(l, key, value)
	default:
		if value == false || value == "" {
			return
		}
		r.warn(l, key, map[string]string{
			"ngrok": "is not read: no tunnel is built in; start one and pass its address as --public-url",
			"legacyMode": "is not read: the paths of Functions Classic are not served; " +
				"call Assets by their paths in the project",
		}[key])
	}
}

func (r *configReader) readPort(l layer, value any) {
	port, err := strconv.Atoi(fmt.Sprint(value))
	if err != nil || port < 0 || port > 65535 {
		r.problems = append(r.problems, l.name("port")+" is not a number from 0 to 65535")
		return
	}
	r.settings.Port = &port
}

func (r *configReader) readSwitch(l layer, key string, value any) {
	on, ok := value.(bool)
	switch {
	case !ok:
		r.wrongKind(l, key, value, "true or false")
	case key == "functions":
		r.settings.NoFunctions = !on
	case key == "assets":
		r.settings.NoAssets = !on
	case key == "detailedLogs":
		r.settings.DetailedLogs = on
	case key == "loadLocalEnv":
		r.settings.LoadSystemEnv = r.settings.LoadSystemEnv || on
	default:
		r.settings.LoadSystemEnv = on
	}
}

func (l layer) name(key string) string {
	if len(key) > 40 || strings.ContainsFunc(key, func(c rune) bool { return c < ' ' || c == 0x7f }) {
		key = fmt.Sprintf("%.40q…", key)
	}
	if l.where == "" {
		return key
	}
	return l.where + "." + key
}

func (r *configReader) warn(l layer, key, what string) {
	r.warnings = append(r.warnings, l.name(key)+" "+what)
}

// given refuses an empty text, as a template with an unset variable leaves it: the verb would go to
// another place, or deploy something else, than the file was written for.
func (r *configReader) given(l layer, key, value string) bool {
	if strings.TrimSpace(value) != "" {
		return true
	}
	problem := l.name(key) + " is empty: give a value, or remove it"
	if !slices.Contains(r.problems, problem) { // a layer may be read twice
		r.problems = append(r.problems, problem)
	}
	return false
}

// wrongKind does not tell the value, which may be a secret in the wrong place.
func (r *configReader) wrongKind(l layer, key string, value any, want string) {
	r.problems = append(r.problems, fmt.Sprintf("%s is %s where %s is needed", l.name(key), kindOf(value), want))
}
