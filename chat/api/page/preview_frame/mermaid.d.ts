// The name by which the import map of a preview knows Mermaid (api/page/diagrams.py).
declare module "mermaid.mjs" {
  const mermaid: { initialize(options: object): void; render(id: string, source: string): Promise<{ svg: string }> };
  export default mermaid;
}
