package api

import (
	"context"
	"net/http"
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"okaeri/internal/text"
	"okaeri/internal/token"
)

// route is one operation: what it is called, where it is, and what it takes to ask for it.
type route struct {
	id     string // api.op.ID.summary and .description say what it does
	method string
	path   string // under /api/v1
	scope  token.Scope
	tag    string
	status int          // of success
	body   reflect.Type // of the request; nil: none
	most   int64        // bytes of the body; 0: smallBody
	fails  []int        // statuses of its own problems
	etag   bool         // it answers with an ETag
}

// The most bytes of a body: of a form's worth, and of an account with its mail.
const (
	smallBody = 256 << 10
	largeBody = 32 << 20
)

func (rt *route) pattern() string { return rt.method + " " + root + rt.path }

func (rt *route) bodyMost() int64 {
	if rt.most == 0 {
		return smallBody
	}
	return rt.most
}

// add puts an operation into the API and its document. A handler's error becomes a problem, whatever it is.
func add[I, O any](a *API, rt route, handle func(context.Context, *I) (*O, error)) {
	op := huma.Operation{
		OperationID: rt.id, Method: rt.method, Path: root + rt.path, Tags: []string{rt.tag}, DefaultStatus: rt.status,
		Summary: a.say(text.English, "api.op."+rt.id+".summary"), Description: a.say(text.English, "api.op."+rt.id+".description"),
		Security: []map[string][]string{{"token": {string(rt.scope)}}}, MaxBodyBytes: rt.bodyMost() + 1, SkipValidateBody: true,
		Responses: map[string]*huma.Response{},
	}
	registry := a.huma.OpenAPI().Components.Schemas
	if rt.body != nil {
		op.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{
			"application/json": {Schema: registry.Schema(rt.body, true, "")},
		}}
	}
	problem := registry.Schema(reflect.TypeFor[Problem](), true, "")
	for _, status := range rt.statuses() {
		op.Responses[itoa(status)] = &huma.Response{
			Description: http.StatusText(status), Content: map[string]*huma.MediaType{problemType: {Schema: problem}},
		}
	}
	if rt.method == http.MethodPost {
		op.Parameters = append(op.Parameters, &huma.Param{
			Name: onceHeader, In: "header", Description: a.say(text.English, "api.once"), Schema: &huma.Schema{Type: huma.TypeString, MaxLength: ptr(onceMost)},
		})
	}
	a.routes[rt.pattern()] = &rt
	huma.Register(a.huma, op, func(ctx context.Context, in *I) (*O, error) {
		out, err := handle(ctx, in)
		if err != nil {
			return nil, a.problem(visitOf(ctx), err)
		}
		return out, nil
	})
}

// statuses are those of all the problems that an operation may answer.
func (rt *route) statuses() []int {
	out := append([]int{http.StatusUnauthorized, http.StatusForbidden, http.StatusTooManyRequests, http.StatusInternalServerError}, rt.fails...)
	if rt.body != nil {
		out = append(out, http.StatusBadRequest, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType, http.StatusUnprocessableEntity)
	}
	if rt.method == http.MethodPost {
		out = append(out, http.StatusConflict)
	}
	return out
}

// allowed are the methods that a path knows.
func (a *API) allowed(r *http.Request) string {
	var known []string
	for _, m := range []string{http.MethodGet, http.MethodPut, http.MethodPost, http.MethodDelete} {
		probe := r.Clone(r.Context())
		probe.Method = m
		if _, pattern := a.mux.Handler(probe); pattern != "" {
			known = append(known, m)
		}
	}
	return strings.Join(known, ", ")
}

func ptr[T any](v T) *T { return &v }
