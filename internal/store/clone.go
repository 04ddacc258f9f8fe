package store

import (
	"reflect"
	"sync"
	"time"

	"okaeri/internal/intake"
)

// clone copies a value and everything that it leads to, so that what is changed in one is not changed in the other. It goes by the
// type, so that a new field cannot be forgotten. Times lose their monotonic part, as they do on the way through the database.
// Unexported fields are copied as they are; the values kept here have none that lead anywhere.
func clone[T any](v *T) *T {
	out := new(T)
	copyInto(reflect.ValueOf(out).Elem(), reflect.ValueOf(v).Elem())
	return out
}

var timeType = reflect.TypeFor[time.Time]()

// copyInto sets to, a zero value, to a copy of from.
func copyInto(to, from reflect.Value) {
	switch from.Kind() {
	case reflect.Pointer:
		if !from.IsNil() {
			to.Set(reflect.New(from.Type().Elem()))
			copyInto(to.Elem(), from.Elem())
		}
	case reflect.Interface:
		if !from.IsNil() {
			inner := reflect.New(from.Elem().Type()).Elem()
			copyInto(inner, from.Elem())
			to.Set(inner)
		}
	case reflect.Struct:
		copyStruct(to, from)
	case reflect.Slice:
		copySlice(to, from)
	case reflect.Map:
		copyMap(to, from)
	case reflect.Array:
		for i := range from.Len() {
			copyInto(to.Index(i), from.Index(i))
		}
	default:
		to.Set(from)
	}
}

var answersType = reflect.TypeFor[intake.Answers]()

// copyAnswers does what reflection would, in a tenth of its time: answers are the most of a case.
func copyAnswers(from intake.Answers) intake.Answers {
	n := 0
	for _, values := range from {
		n += len(values)
	}
	all := make([]string, 0, n)
	to := make(intake.Answers, len(from))
	for field, values := range from {
		if values == nil {
			to[field] = nil
			continue
		}
		begin := len(all)
		all = append(all, values...)
		to[field] = all[begin:len(all):len(all)]
	}
	return to
}

func copyStruct(to, from reflect.Value) {
	to.Set(from)
	if t, ok := to.Addr().Interface().(*time.Time); ok {
		*t = t.Round(0)
		return
	}
	for _, i := range leading(from.Type()) {
		if field := from.Field(i); !absent(field) {
			inner := to.Field(i)
			inner.SetZero()
			copyInto(inner, field)
		}
	}
}

// absent tells of what leads nowhere although its kind could.
func absent(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface, reflect.Slice, reflect.Map:
		return v.IsNil()
	}
	return false
}

// led is which fields of a struct lead to other values, by its type.
var led sync.Map

func leading(t reflect.Type) []int {
	if known, ok := led.Load(t); ok {
		return known.([]int)
	}
	var all []int
	for i := range t.NumField() {
		if field := t.Field(i); field.IsExported() && leads(field.Type) {
			all = append(all, i)
		}
	}
	led.Store(t, all)
	return all
}

// leads tells whether a value of a type leads to others, or may hold one that does. Times do: see clone.
func leads(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Array:
		return leads(t.Elem())
	case reflect.Struct:
		return t == timeType || len(leading(t)) > 0
	case reflect.Pointer, reflect.Interface, reflect.Slice, reflect.Map:
		return true
	}
	return false
}

func copySlice(to, from reflect.Value) {
	if from.IsNil() {
		return
	}
	to.Set(reflect.MakeSlice(from.Type(), from.Len(), from.Len()))
	if !leads(from.Type().Elem()) {
		reflect.Copy(to, from)
		return
	}
	for i := range from.Len() {
		copyInto(to.Index(i), from.Index(i))
	}
}

func copyMap(to, from reflect.Value) {
	if from.IsNil() {
		return
	}
	if from.Type() == answersType {
		to.Set(reflect.ValueOf(copyAnswers(from.Interface().(intake.Answers))))
		return
	}
	to.Set(reflect.MakeMapWithSize(from.Type(), from.Len()))
	for each := from.MapRange(); each.Next(); {
		value := each.Value()
		if leads(value.Type()) {
			value = reflect.New(value.Type()).Elem()
			copyInto(value, each.Value())
		}
		to.SetMapIndex(each.Key(), value)
	}
}
