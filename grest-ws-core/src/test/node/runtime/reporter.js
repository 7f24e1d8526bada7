// One line of JSON for each test that has run.
export default async function* report(events) {
  for await (const { type, data } of events) {
    if ((type !== "test:pass" && type !== "test:fail") || data.details?.type === "suite") continue
    const { error } = data.details
    const failure = type === "test:fail" ? String(error?.cause?.stack ?? error?.stack ?? error) : undefined
    const skipped = data.skip === undefined ? undefined : String(data.skip)
    yield `${JSON.stringify({ file: data.file, name: data.name, failure, skipped })}\n`
  }
}
