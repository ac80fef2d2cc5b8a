package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// base and the path of a file in json-schema/, without .json, are together the $id of the schema in it.
const base = "https://schemas.sidecart.dev/"

// event is what is read of a valid envelope; Subject is the order's id.
type event struct{ ID, Type, Subject, DataSchema string }

// contracts holds each version under "<topic>/<major>.<minor>", and the newest of a major under "<topic>/<major>" too.
type contracts map[string]*jsonschema.Schema

// files resolves every $id and $ref to a file of a folder; nothing comes from the network.
type files struct{ fs.FS }

func (f files) Load(url string) (any, error) {
	content, err := fs.ReadFile(f, strings.TrimPrefix(url, base)+".json")
	if err != nil {
		return nil, err
	}
	return jsonschema.UnmarshalJSON(bytes.NewReader(content))
}

// loadContracts compiles the envelope and every version of the topics, so that what is wrong with them shows at the start.
func loadContracts(folder fs.FS, topics []string) (contracts, error) {
	// `format` stays an annotation, as is the default: this library's idea of an e-mail address is stricter than the
	// publisher's, and what that let pass must not die here. Ids and times have patterns.
	compiler := jsonschema.NewCompiler()
	compiler.UseLoader(files{folder})
	c := contracts{}
	for _, topic := range append([]string{"envelope"}, topics...) {
		versions, err := fs.Glob(folder, topic+"/*.json")
		if err != nil || len(versions) == 0 {
			return nil, fmt.Errorf("there is no contract of %q", topic)
		}
		// The longer number is the higher one: 1.10 comes after 1.9.
		slices.SortFunc(versions, func(a, b string) int { return cmp.Or(len(a)-len(b), strings.Compare(a, b)) })
		for _, version := range versions {
			version = strings.TrimSuffix(version, ".json")
			schema, err := compiler.Compile(base + version)
			if err != nil {
				return nil, err
			}
			c[version], c[major(version)] = schema, schema
		}
	}
	return c, nil
}

// judge returns a valid event, or the reason why it can never be handled.
func (c contracts) judge(topic string, body []byte) (e event, err error) {
	delivered, err := jsonschema.UnmarshalJSON(bytes.NewReader(body))
	if err == nil {
		err = c["envelope/1"].Validate(delivered)
	}
	if err == nil {
		err = json.Unmarshal(body, &e)
	}
	if err != nil {
		return e, fmt.Errorf("INVALID_ENVELOPE: %w", err)
	}
	if e.Type != topic {
		return e, fmt.Errorf("TYPE_CONTRADICTS_TOPIC: %s on topic %s", e.Type, topic)
	}
	version := strings.TrimPrefix(e.DataSchema, base)
	// A minor that was published after this build is compatible: the newest known one judges it.
	schema := cmp.Or(c[version], c[major(version)])
	if schema == nil || !strings.HasPrefix(version, topic+"/") {
		return e, fmt.Errorf("UNKNOWN_VERSION: no contract known for %s", e.DataSchema)
	}
	if err := schema.Validate(delivered.(map[string]any)["data"]); err != nil {
		return e, fmt.Errorf("INVALID_DATA: %w", err)
	}
	return e, nil
}

func major(version string) string { return version[:max(0, strings.LastIndex(version, "."))] }
