namespace LfmSpec;

/// <summary>What a model is called by the folder of its checkpoint.</summary>
internal static class ModelNames
{
    private const string HubFolder = "models--";

    /// <summary>The folder's name; in the hub's cache, <c>models--ORGANISATION--NAME/snapshots/REVISION</c>, the repository's.</summary>
    public static string OfFolder(string folder)
    {
        var parts = folder.Split(['/', '\\'], StringSplitOptions.RemoveEmptyEntries);
        return parts.Length == 0 ? ""
            : parts.Length > 2 && parts[parts.Length - 2] == "snapshots" && parts[parts.Length - 3].StartsWith(HubFolder, StringComparison.Ordinal)
                ? parts[parts.Length - 3].Substring(parts[parts.Length - 3].LastIndexOf("--", StringComparison.Ordinal) + 2)
            : parts[parts.Length - 1];
    }
}
