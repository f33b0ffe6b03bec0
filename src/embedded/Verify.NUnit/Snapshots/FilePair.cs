namespace VerifyTests;

/// <summary>One snapshot's two files.</summary>
/// <param name="Extension">Without a dot.</param>
/// <param name="ReceivedPath">What the test made; there only while it waits for a review.</param>
/// <param name="VerifiedPath">What a person approved.</param>
internal sealed record FilePair(string Extension, string ReceivedPath, string VerifiedPath);
