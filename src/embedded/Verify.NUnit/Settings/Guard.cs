using System.Buffers;

namespace VerifyTests;

/// <summary>Refuses names that no file or folder can have, on any system.</summary>
internal static class Guard
{
    private static readonly SearchValues<char> NotInFileNames = SearchValues.Create([.. Path.GetInvalidFileNameChars()]);

    private static readonly SearchValues<char> NotInDirectoryNames =
        SearchValues.Create([.. Path.GetInvalidPathChars().Union(Path.GetInvalidFileNameChars().Except(['/', '\\', ':']))]);

    public static void FileName(string value, string argument) => Check(value, argument, NotInFileNames, "a file name");

    public static void DirectoryName(string value, string argument) => Check(value, argument, NotInDirectoryNames, "a folder");

    public static void Extension(string value, string argument)
    {
        ArgumentException.ThrowIfNullOrEmpty(value, argument);
        if (value.StartsWith('.') || value.Contains('/') || value.Contains('\\'))
        {
            throw new ArgumentException($"'{value}' is not an extension. Write it without a dot in front and without a path: \"txt\".", argument);
        }
    }

    public static void TextExtension(string value, string argument)
    {
        Extension(value, argument);
        if (value != "noextension" && !EmptyFiles.FileExtensions.IsTextExtension(value))
        {
            throw new ArgumentException(
                $"'{value}' is not known as the extension of a text file. If it is one, call " +
                $"EmptyFiles.FileExtensions.AddTextExtension(\"{value}\") in a [ModuleInitializer].",
                argument);
        }
    }

    public static void SourceFile(string sourceFile)
    {
        if (string.IsNullOrWhiteSpace(sourceFile))
        {
            throw new ArgumentException("The source file is empty. Leave the argument out, so that the compiler fills it in.", nameof(sourceFile));
        }
    }

    private static void Check(string value, string argument, SearchValues<char> refused, string what)
    {
        ArgumentException.ThrowIfNullOrEmpty(value, argument);
        var index = value.AsSpan().IndexOfAny(refused);
        if (index >= 0)
        {
            throw new ArgumentException($"'{value}' cannot be {what}: it holds the character '{value[index]}' (U+{(int)value[index]:X4}).", argument);
        }
    }
}
