package main

import (
	"bytes"
	"compress/gzip"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"

	"github.com/hashicorp/terraform-plugin-go/tfprotov5"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// build.ts packs ../schemas/*.json in here.
//
//go:embed packed/*.json.gz
var packed embed.FS

// catalog holds one provider's schemas, each left as JSON until it is asked for.
type catalog struct {
	Provider    json.RawMessage            `json:"provider"`
	Resources   map[string]json.RawMessage `json:"resource_schemas"`
	DataSources map[string]json.RawMessage `json:"data_source_schemas"`
	Ephemerals  map[string]json.RawMessage `json:"ephemeral_resource_schemas"`
	Functions   map[string]function        `json:"functions"`

	rules ruleBook
}

// entry is one resource, data source, ephemeral resource or provider: its shape and the rules its schema does not carry.
type entry struct {
	typeName string
	schema   schema
	rules    rules
}

func (e entry) valueType() tftypes.Type { return e.schema.Block.valueType() }

type schema struct {
	Version int64 `json:"version"`
	Block   block `json:"block"`
}

type block struct {
	Attributes map[string]attribute   `json:"attributes"`
	Blocks     map[string]nestedBlock `json:"block_types"`
	Deprecated bool                   `json:"deprecated"`
}

type attribute struct {
	Type       json.RawMessage `json:"type"`
	Required   bool            `json:"required"`
	Optional   bool            `json:"optional"`
	Computed   bool            `json:"computed"`
	Sensitive  bool            `json:"sensitive"`
	WriteOnly  bool            `json:"write_only"`
	Deprecated bool            `json:"deprecated"`
}

type nestedBlock struct {
	Nesting  string `json:"nesting_mode"`
	Block    block  `json:"block"`
	MinItems int64  `json:"min_items"`
	MaxItems int64  `json:"max_items"`
}

type function struct {
	Return     json.RawMessage `json:"return_type"`
	Parameters []parameter     `json:"parameters"`
	Variadic   *parameter      `json:"variadic_parameter"`
}

type parameter struct {
	Name     string          `json:"name"`
	Type     json.RawMessage `json:"type"`
	Nullable bool            `json:"is_nullable"`
}

// loadCatalog prefers the data of one generation (`azurerm-5`) to the provider's own (`azurerm`).
func loadCatalog(provider, generation string) (*catalog, error) {
	c := &catalog{}
	if err := unpackFirst(c, provider+"-"+generation+".json.gz", provider+".json.gz"); err != nil {
		return nil, fmt.Errorf("no replay of provider %q: %w", provider, err)
	}
	if err := unpackFirst(&c.rules, provider+"-"+generation+".rules.json.gz", provider+".rules.json.gz"); err != nil {
		return nil, err
	}
	return c, nil
}

func unpackFirst(into any, names ...string) error {
	for _, name := range names {
		if err := unpack(name, into); !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return fmt.Errorf("none of %q: %w", names, fs.ErrNotExist)
}

func unpack(name string, into any) error {
	data, err := packed.ReadFile("packed/" + name)
	if err != nil {
		return err
	}
	reader, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return err
	}
	return json.NewDecoder(reader).Decode(into)
}

func (c *catalog) resource(typeName string) (entry, error) {
	return open(typeName, c.Resources, c.rules.Resources)
}

func (c *catalog) dataSource(typeName string) (entry, error) {
	return open(typeName, c.DataSources, c.rules.DataSources)
}

func (c *catalog) ephemeral(typeName string) (entry, error) {
	return open(typeName, c.Ephemerals, nil)
}

func (c *catalog) provider() (entry, error) {
	e := entry{rules: c.rules.Provider}
	return e, json.Unmarshal(c.Provider, &e.schema)
}

func open(typeName string, schemas map[string]json.RawMessage, all map[string]rules) (entry, error) {
	e := entry{typeName: typeName, rules: all[typeName]}
	raw, ok := schemas[typeName]
	if !ok {
		return e, fmt.Errorf("%s is not among the replayed schemas", typeName)
	}
	return e, json.Unmarshal(raw, &e.schema)
}

func (a attribute) valueType() tftypes.Type { return parseType(a.Type) }

func (b block) valueType() tftypes.Type {
	types := make(map[string]tftypes.Type, len(b.Attributes)+len(b.Blocks))
	for name, a := range b.Attributes {
		types[name] = a.valueType()
	}
	for name, n := range b.Blocks {
		types[name] = n.valueType()
	}
	return tftypes.Object{AttributeTypes: types}
}

func (n nestedBlock) valueType() tftypes.Type {
	inner := n.Block.valueType()
	switch n.Nesting {
	case "list":
		return tftypes.List{ElementType: inner}
	case "set":
		return tftypes.Set{ElementType: inner}
	case "map":
		return tftypes.Map{ElementType: inner}
	default: // single, group
		return inner
	}
}

var nestingModes = map[string]tfprotov5.SchemaNestedBlockNestingMode{
	"single": tfprotov5.SchemaNestedBlockNestingModeSingle,
	"list":   tfprotov5.SchemaNestedBlockNestingModeList,
	"set":    tfprotov5.SchemaNestedBlockNestingModeSet,
	"map":    tfprotov5.SchemaNestedBlockNestingModeMap,
	"group":  tfprotov5.SchemaNestedBlockNestingModeGroup,
}

// parseType panics on a type it cannot read: the schemas are part of the binary, and the tests read every one of them.
func parseType(raw json.RawMessage) tftypes.Type {
	switch string(raw) {
	case `"string"`:
		return tftypes.String
	case `"bool"`:
		return tftypes.Bool
	case `"number"`:
		return tftypes.Number
	}
	t, err := tftypes.ParseJSONType(raw) //nolint:staticcheck // the only reader of this notation
	if err != nil {
		panic(fmt.Sprintf("type %s: %v", raw, err))
	}
	return t
}
