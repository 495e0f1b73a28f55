import JSON
import TestSupport
import Testing

@testable import HTTPServer

@Suite struct OpenAPITests {
    private func document() -> JSON {
        OpenAPI(
            title: "Test", version: "1.0", description: "An API.",
            security: [("session", .cookie("user")), ("token", .bearer)]
        ).document(of: testTable().descriptions)
    }

    @Test func aValidatorOfTheStandardAcceptsTheDocument() async throws {
        let script = """
            from json import load
            from sys import stdin
            from openapi_spec_validator import validate
            document = load(stdin)
            validate(document)
            del document['info']['title']
            try: validate(document)
            except Exception: print('valid')
            """
        let text = try await runPython(script, input: document().bytes())
        #expect(text == "valid\n")
    }

    @Test func routesAndTypesAreInIt() {
        let document = document()
        let create = document["paths"]?["/items"]?["post"]
        #expect(create?["summary"] == "Create an item")
        #expect(create?["operationId"] == "postItems")
        #expect(create?["responses"]?["409"]?["$ref"] == "#/components/responses/Problem")
        #expect(
            create?["responses"]?["201"]?["content"]?["application/json"]?["schema"]?["$ref"]
                == "#/components/schemas/Item")
        #expect(create?["security"] == [])
        let me = document["paths"]?["/me"]
        #expect(me?["post"]?["x-permission"] == "own")
        #expect(me?["get"]?["security"] == [["session": []]])
        let parameters = document["paths"]?["/items"]?["get"]?["parameters"]
        #expect(parameters?[0]?["name"] == "limit")
        #expect(parameters?[0]?["schema"]?["maximum"] == 200)
        #expect(document["paths"]?["/form"] == nil)
        let item = document["components"]?["schemas"]?["Item"]
        #expect(item?["required"] == ["name"])
        #expect(item?["additionalProperties"] == false)
        #expect(item?["properties"]?["count"]?["default"] == 1)
    }

    @Test func problemsMatchTheirOwnSchema() async throws {
        let script = """
            from json import load
            from sys import stdin
            from jsonschema import Draft202012Validator
            schema, *documents = load(stdin)
            for document in documents: Draft202012Validator(schema).validate(document)
            print(len(documents))
            """
        var cases = [document()["components"]?["schemas"]?["Problem"] ?? .null]
        for target in ["/nowhere", "/broken", "/items?limit=0&x=1", "/me"] {
            let body = try await testRouter().ask(.get, target).body
            cases.append(try JSON(parsing: Array(body.utf8)))
        }
        let text = try await runPython(script, input: JSON.array(cases).bytes())
        #expect(text == "4\n")
    }
}
