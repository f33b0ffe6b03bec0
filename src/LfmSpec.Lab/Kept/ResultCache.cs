namespace LfmSpec.Lab.Kept;

/// <summary>
/// The changed runs and the observations' tables that are known, by the hash of everything that they depend on: in memory, and in files if
/// a folder is named, so what an interrupted run finished is there for the next.
/// </summary>
internal sealed class ResultCache
{
    private readonly Dictionary<string, Divergence> runs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DataTable> tables = new(StringComparer.Ordinal);
    private readonly List<string> damaged = [];
    private readonly ResultFiles? files;

    /// <param name="files">Where results are kept, or null to keep them in memory alone.</param>
    /// <exception cref="LabException">The files cannot be read.</exception>
    internal ResultCache(ResultFiles? files)
    {
        this.files = files;
        foreach (var line in files?.Read(damaged.Add) ?? [])
        {
            Know(line);
        }
    }

    internal int Count => runs.Count;

    /// <summary>What was kept and is not as it was written, a message each file.</summary>
    internal IReadOnlyList<string> Damaged => damaged;

    /// <summary>Notes that something kept is not as it was written, once.</summary>
    internal void NoteDamage(string message)
    {
        if (!damaged.Contains(message))
        {
            damaged.Add(message);
        }
    }

    internal bool Has(string key) => runs.ContainsKey(key) || tables.ContainsKey(key);

    internal Divergence Get(string key) => runs[key];

    /// <summary>A table that is known, or null.</summary>
    internal DataTable? Table(string key) => tables.GetValueOrDefault(key);

    /// <summary>Keeps changed runs.</summary>
    /// <exception cref="LabException">The file cannot be written.</exception>
    internal void Add(IEnumerable<(string Key, Divergence Divergence)> results) => Add([.. results.Select(result => new KeptLine(result.Key, result.Divergence))]);

    /// <summary>Keeps a table.</summary>
    /// <exception cref="LabException">The file cannot be written.</exception>
    internal void Add(string key, DataTable table) => Add([new KeptLine(key, Table: table)]);

    /// <summary>Keeps lines.</summary>
    /// <exception cref="LabException">The file cannot be written.</exception>
    internal void Add(IReadOnlyList<KeptLine> lines)
    {
        foreach (var line in lines)
        {
            Know(line);
        }

        if (lines.Count > 0)
        {
            files?.Append(lines);
        }
    }

    private void Know(KeptLine line)
    {
        if (line is { Key: { } run, Divergence: { } divergence })
        {
            runs[run] = divergence;
        }
        else if (line is { Key: { } observation, Table: { } table })
        {
            tables[observation] = table;
        }
    }
}
