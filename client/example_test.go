package client_test

import (
	"context"
	"fmt"
	"time"

	"okaeri/client"
)

// A program hands in what it holds of an account, files an application for somebody who stands in front of it, and reads what happened.
// The server behind the example is the real one.
func Example() {
	server := start()
	defer server.end()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()

	c, err := client.New(server.URL, server.token)
	if err != nil {
		panic(err)
	}
	since := time.Date(2014, 5, 3, 0, 0, 0, 0, time.UTC)
	held, err := c.PutAccount(ctx, client.AccountRecord{
		ID: "a-000001", Identifiers: []string{"hanako@momiji.example"}, Created: since,
		Facts: []client.Fact{
			{Kind: "name", Value: map[string]string{"family": "Sato", "given": "Hanako"}, From: &since},
			{Kind: "birth_date", Value: "1960-04-08", From: &since},
		},
	}, "*")
	if err != nil {
		panic(err)
	}
	for _, kind := range held.Facts {
		fmt.Println("held:", kind.Kind, kind.Count)
	}

	app, err := c.File(ctx, client.Application{
		Account: "hanako@momiji.example", Contact: "sister@example.jp", Situation: "forgot_password",
		Claims: []client.Claim{
			{Kind: "name", Value: map[string]string{"family": "Sato", "given": "Hanako"}},
			{Kind: "birth_date", Value: "8 April 1960"},
		},
	})
	if err != nil {
		panic(err)
	}
	fmt.Println("filed:", app.State)
	if _, err := c.Prove(ctx, app.ID, "000000"); err != nil {
		fmt.Println("a made-up code:", client.Code(err))
	}
	app, err = c.Prove(ctx, app.ID, server.code("sister@example.jp")) // the applicant reads it to the program
	if err != nil {
		panic(err)
	}
	fmt.Println("sent:", app.State)

	server.Work()
	events, _, err := c.Events(ctx, "", 10)
	if err != nil {
		panic(err)
	}
	for _, e := range events {
		fmt.Println("happened:", e.Type, e.Ref == app.Ref)
	}
	// Output:
	// held: birth_date 1
	// held: name 1
	// filed: draft
	// a made-up code: code_wrong
	// sent: received
	// happened: application.submitted true
	// happened: case.judged true
}
