namespace LfmSpec;

/// <summary>The prompt suites that come with LfmSpec.</summary>
public enum Suite
{
    /// <summary>The sixteen task families of the published atlas, by its names; the prompts are LfmSpec's own.</summary>
    TaskFamilies = 0,
}
