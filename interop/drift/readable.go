package main

import "strings"

// readable turns the steps through the result of oasdiff into words.
func readable(line string, ids map[string]string) string {
	steps := strings.Split(line, separator)
	last, value, _ := strings.Cut(steps[len(steps)-1], ": ")
	steps[len(steps)-1] = last
	var words []string
	pointer := ""
	take := func() string {
		if len(steps) == 0 {
			return ""
		}
		first := steps[0]
		steps = steps[1:]
		return first
	}
	for len(steps) > 0 {
		switch step := take(); step {
		case "modified", "schema":
		case "paths":
			if len(steps) < 5 || steps[0] != "modified" || steps[2] != "operations" || steps[3] != "modified" {
				words = append(words, step)
				continue
			}
			words = append(words, ids[steps[1]+separator+steps[4]])
			steps = steps[5:]
		case "parameters":
			if len(steps) > 2 && steps[0] == "modified" { // where and name
				words = append(words, steps[1]+" "+steps[2])
				steps = steps[3:]
				continue
			}
			words = append(words, step)
		case "requestBody":
			words = append(words, "request")
		case "responses":
			if len(steps) > 1 && steps[0] == "modified" {
				words = append(words, "response "+steps[1])
				steps = steps[2:]
				continue
			}
			words = append(words, step)
		case "content":
			if len(steps) > 2 && steps[0] == "modified" && ordinaryMedia[steps[1]] {
				steps = steps[2:]
				continue
			}
			words = append(words, step)
		case "properties":
			if len(steps) > 1 && steps[0] == "modified" {
				pointer += "/" + steps[1]
				steps = steps[2:]
				continue
			}
			words = append(words, place(&pointer), step)
		case "items", "additionalProperties":
			pointer += map[string]string{"items": "/[]", "additionalProperties": "/*"}[step]
		default:
			words = append(words, place(&pointer), step)
		}
	}
	words = append(words, place(&pointer))
	return strings.Join(strings.Fields(strings.Join(words, " ")), " ") + ": " + value
}

// ordinaryMedia need not be said: every form and every answer of the API is of these.
var ordinaryMedia = map[string]bool{"application/json": true, "application/x-www-form-urlencoded": true}

// place yields the pointer once.
func place(pointer *string) string {
	p := *pointer
	*pointer = ""
	return p
}
