"""The API as its OpenAPI description has it, to hold answers to."""

import re

import jsonschema

METHODS = ("get", "put", "post", "delete")


class Operation:
    """One method of one path; parameters and responses without references."""

    def __init__(self, description, method, path, document):
        self.method, self.path, self.document = method.upper(), path, document
        self.id = document["operationId"]
        self.parameters = [description.resolve(p) for p in document.get("parameters", [])]
        self.responses = {int(status): description.resolve(response)
                          for status, response in document["responses"].items()}
        self.body = document.get("requestBody", {}).get("content", {})

    def fits(self, steps):
        own = self.path.split("/")
        return len(own) == len(steps) and all(name.startswith("{") or name == step
                                              for name, step in zip(own, steps))

    def names(self, where):
        return [p["name"] for p in self.parameters if p["in"] == where]


class Description:
    def __init__(self, document):
        self.document = document
        self.resolver = jsonschema.RefResolver("", document)
        self.validators = {}
        self.operations = [Operation(self, method, path, item[method])
                           for path, item in document["paths"].items()
                           for method in METHODS if method in item]
        self.transport = document["x-transport"]["statuses"]
        self.transport_fields = {name.lower() for name in document["x-transport"]["headers"]}

    def operation(self, method, path):
        """The operation that a request for this path is; None if there is none. A name in a path wins
        over a parameter, as in the route table."""
        steps = path.partition("?")[0].split("/")
        fitting = [o for o in self.operations if o.method == method and o.fits(steps)]
        return min(fitting, key=lambda o: o.path.count("{"), default=None)

    def resolve(self, value):
        while "$ref" in value:
            value = self.resolver.resolve(value["$ref"])[1]
        return value

    def problems(self, schema, value):
        """What of the value does not fit the schema, as texts."""
        validator = self.validators.get(id(schema))
        if validator is None:
            validator = jsonschema.Draft202012Validator(schema, resolver=self.resolver)
            self.validators[id(schema)] = validator
        return [f"{'/'.join(map(str, error.absolute_path))}: {error.message[:300]}"
                for error in validator.iter_errors(value)]

    def examples(self):
        """(where, schema, value) of every example that stands beside a schema."""
        def contents(value):
            if isinstance(value, dict):
                for name, inner in value.items():
                    if name == "content":
                        yield from inner.values()
                    yield from contents(inner)
            elif isinstance(value, list):
                for inner in value:
                    yield from contents(inner)

        for content in contents({"paths": self.document["paths"],
                                 "responses": self.document["components"]["responses"]}):
            for name, example in content.get("examples", {}).items():
                yield name, content["schema"], self.resolve(example)["value"]

    def complaints(self, operation, reply, is_head=False):
        """What of an answer is not as described; reply has status, headers, body and json."""
        response = operation.responses.get(reply.status)
        if response is None:
            return [f"status {reply.status} is not described"]
        found = list(self._complaints_of_headers(response, reply))
        media_type = (reply.headers["Content-Type"] or "").split(";")[0].strip()
        content = response.get("content", {})
        if not content:
            return found + (["a body"] if reply.body else [])
        if media_type not in content:
            return found + [f"media type {media_type} is not described"]
        schema = content[media_type].get("schema")
        if is_head or schema is None or not media_type.endswith("json"):
            return found
        return found + self.problems(schema, reply.json)

    def _complaints_of_headers(self, response, reply):
        described = {name.lower(): self.resolve(header)
                     for name, header in response.get("headers", {}).items()}
        for name, header in described.items():
            value = reply.headers[name]
            if value is None:
                if header.get("required"):
                    yield f"no {name}"
            elif not re.search(header["schema"].get("pattern", ""), value):
                yield f"{name}: {value}"
        for name in {name.lower() for name in reply.headers}:
            if name not in described and name not in self.transport_fields | {"content-type"}:
                yield f"header {name} is not described"
