namespace LfmSpec.Models.Chat;

/// <summary>Where a text is in another, in time that grows with the sum of their lengths and not with the product: Knuth, Morris and Pratt, beyond a few characters.</summary>
internal static class TextSearch
{
    private const int Short = 32;

    /// <summary>The first place at or after a start; -1 if there is none.</summary>
    public static int First(string text, string part, int start = 0) =>
        part.Length <= Short || text.Length - start < part.Length ? text.IndexOf(part, start, StringComparison.Ordinal) : Find(text, part, start, text.Length, isBackwards: false);

    /// <summary>The last place whose text ends at or before an end; -1 if there is none.</summary>
    public static int Last(string text, string part, int end) =>
        part.Length == 0 ? end
        : end < part.Length ? -1
        : part.Length <= Short ? text.AsSpan(0, end).LastIndexOf(part)
        : Find(text, part, 0, end, isBackwards: true);

    // Backwards both are read from their ends.
    private static int Find(string text, string part, int start, int end, bool isBackwards)
    {
        Budget.Items(part.Length, 4);
        Budget.Characters(part.Length);
        char Of(int index) => isBackwards ? part[part.Length - 1 - index] : part[index];
        var borders = new int[part.Length];
        for (int index = 1, border = 0; index < part.Length; index++)
        {
            while (border > 0 && Of(index) != Of(border))
            {
                border = borders[border - 1];
            }

            borders[index] = border += Of(index) == Of(border) ? 1 : 0;
        }

        var found = 0;
        for (var step = 0; step < end - start; step++)
        {
            var character = text[isBackwards ? end - 1 - step : start + step];
            while (found > 0 && character != Of(found))
            {
                found = borders[found - 1];
            }

            found += character == Of(found) ? 1 : 0;
            if (found == part.Length)
            {
                Budget.Characters(step);
                return isBackwards ? end - 1 - step : start + step - part.Length + 1;
            }
        }

        Budget.Characters(end - start);
        return -1;
    }
}
