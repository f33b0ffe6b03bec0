namespace LfmSpec.Benchmarks.Measuring;

/// <summary>Markdown tables on the console whose cells appear as they are measured.</summary>
internal static class MarkdownTable
{
    /// <summary>Begins a table: its title and its head; the first column is aligned left, the others right.</summary>
    internal static void Begin(string title, params IEnumerable<string> columns)
    {
        string[] names = [.. columns];
        Console.WriteLine();
        Console.WriteLine($"**{title}**");
        Console.WriteLine();
        Console.WriteLine($"| {string.Join(" | ", names)} |");
        Console.WriteLine($"|:--|{string.Concat(Enumerable.Repeat("--:|", names.Length - 1))}");
    }

    /// <summary>Prints a row, each cell when the sequence has it.</summary>
    internal static void Row(string name, params IEnumerable<string> cells)
    {
        Console.Write($"| {name} |");
        foreach (var cell in cells)
        {
            Console.Write($" {cell} |");
        }

        Console.WriteLine();
    }
}
