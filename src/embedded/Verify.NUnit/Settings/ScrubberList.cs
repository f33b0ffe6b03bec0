using System.Text;

namespace VerifyTests;

/// <summary>Scrubbers of all texts and of the texts with one extension, each in the order in which they run.</summary>
internal sealed class ScrubberList
{
    private readonly List<Action<StringBuilder>> all = [];
    private readonly Dictionary<string, List<Action<StringBuilder>>> byExtension = [];

    public ScrubberList()
    {
    }

    public ScrubberList(ScrubberList other)
    {
        all = [.. other.all];
        byExtension = other.byExtension.ToDictionary(pair => pair.Key, pair => pair.Value.ToList());
    }

    public IReadOnlyList<Action<StringBuilder>> All => all;

    public IReadOnlyList<Action<StringBuilder>> Of(string extension) => byExtension.GetValueOrDefault(extension) ?? [];

    public void Add(Action<StringBuilder> scrubber, ScrubberLocation location) => Insert(all, scrubber, location);

    public void Add(string extension, Action<StringBuilder> scrubber, ScrubberLocation location)
    {
        Guard.Extension(extension, nameof(extension));
        if (!byExtension.TryGetValue(extension, out var scrubbers))
        {
            byExtension[extension] = scrubbers = [];
        }

        Insert(scrubbers, scrubber, location);
    }

    private static void Insert(List<Action<StringBuilder>> scrubbers, Action<StringBuilder> scrubber, ScrubberLocation location) =>
        scrubbers.Insert(location == ScrubberLocation.First ? 0 : scrubbers.Count, scrubber);
}
