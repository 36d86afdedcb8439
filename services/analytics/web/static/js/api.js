// Requests to the API of statistics, and links to the same figures as a file.
export async function ask(path, parameters) {
  const answer = await fetch(`/v1/${path}?${parameters}`, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer.json();
}

const files = new WeakMap();

// A slice is open data of the server; what it has no slice for is made of the table that is shown.
export function linkCsv(link, parameters, rows) {
  if (files.has(link)) URL.revokeObjectURL(files.get(link));
  if (parameters) {
    link.href = `/v1/stats/export.csv?${parameters}`;
    link.setAttribute("download", "");
    return;
  }
  const cell = (value) => (/[",;\n]/.test(value) ? `"${String(value).replaceAll('"', '""')}"` : String(value ?? ""));
  const lines = rows.map((row) => row.map(cell).join(",")).join("\r\n");
  const file = URL.createObjectURL(new Blob(["\ufeff", lines, "\r\n"], { type: "text/csv" }));
  files.set(link, file);
  link.href = file;
  link.download = `${link.id.replace("-csv", "")}.csv`;
}
