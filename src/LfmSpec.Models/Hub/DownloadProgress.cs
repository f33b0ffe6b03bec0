namespace LfmSpec.Models.Hub;

/// <summary>How far a download is. Reports come from several threads at once, since files are downloaded side by side.</summary>
/// <param name="File">The file's name in the repository; empty where a message concerns the repository.</param>
/// <param name="Bytes">How many of its bytes are there, those of an earlier, broken download included.</param>
/// <param name="Total">How many bytes it has; 0 as long as that is not known.</param>
/// <param name="Message">Something to tell: a wait for another process, a failed attempt, a file that is loaded again. Null if it is only numbers.</param>
public readonly record struct DownloadProgress(string File, long Bytes, long Total, string? Message);
