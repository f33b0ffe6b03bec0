using System.Buffers.Binary;
using System.Text;
using System.Text.Json;

namespace LfmSpec.Fuzz.Tests;

/// <summary>Damages files: bytes, values and names of JSON, lines. The same seed gives the same damage.</summary>
/// <param name="seed">The seed.</param>
internal sealed class Mutator(int seed)
{
    private static readonly byte[][] Values =
    [
        .. new[]
        {
            "null", "true", "false", "0", "-0", "-1", "1", "2", "3.5", "1e-320", "1e999", "-1e999", "2147483647", "2147483648", "-2147483649", "9223372036854775807",
            "99999999999999999999999999", "0.30000000000000004", "1e2147483648", "NaN", "Infinity", "tru", "\"", "\"\"", "\" \"", "\"\\ud800\"", "\"x\\udc00y\"", "\"\\u0000\"",
            "\"\\u001b[31mred\\u202e\"", "\"\\uFFFF\"", "\"../../etc/passwd\"", "\"/dev/zero\"", "\"(((((a+)+)+)+)+)$\"", "\"\\\\s*\\\\s*\\\\s*\\\\s*x\"", "[]", "{}", "[[]]", "[null]",
            "[1,\"a\",{}]", "{\"\":0}", "{\"a\":1,\"a\":2}", "{\"type\":\"Sequence\"}", "[-1,2147483647]", "/**/1", "1,", "\uFEFF1",
        }.Select(Encoding.UTF8.GetBytes),
        Encoding.UTF8.GetBytes(new string('[', 90) + new string(']', 90)),
        Encoding.UTF8.GetBytes($"\"{new string('x', 20_000)}\""),
        Encoding.UTF8.GetBytes(new string('9', 5_000)),
        [(byte)'"', 0xFF, 0xC0, (byte)'"'],
        [(byte)'"', 0xED, 0xA0, 0x80, (byte)'"'],
    ];

    private static readonly byte[][] Names =
        [.. new[] { "\"\\ud800\"", "\"\"", "\"\\u0000\"", "\"a\\nb\"", "\"\\u202ex\"", "\"x\\udc00\"", "\"__metadata__\"", "\"type\"", "\"prompt\"", "7" }.Select(Encoding.UTF8.GetBytes)];

    private static readonly byte[] Telling = [0, 1, 0x0A, 0x0D, 0x1B, 0x20, (byte)'"', (byte)'\\', (byte)'{', (byte)'}', (byte)'[', (byte)']', (byte)',', (byte)':', (byte)'|', (byte)'-', (byte)'9', 0x7F, 0x80, 0xC0, 0xED, 0xFF];

    private static readonly string[] Lines =
        ["| ", "|", "||", "| | |", "|:--|--:|", "# ", "## ", "- ", "- : ", "- within: relative", "- within: relative NaN", "```", "{% for x in y %}", "{% endfor %}", "{{", "}}", "{%", "{{ 1/0 }}", "{{ x.y.z }}", "\0", "\uFEFF", "[", "{"];

    private readonly Random random = new(seed);

    /// <summary>A damaged file.</summary>
    /// <param name="file">The kind.</param>
    internal byte[] Damage(FuzzedFile file)
    {
        var bytes = Pick(file.Seeds);
        // Half of the files have one fault: what has more of them rarely comes further than the first.
        do
        {
            bytes = file.Format switch
            {
                FileFormat.Json => random.Next(5) == 0 ? Bytes(bytes, file.Seeds) : Json(bytes),
                FileFormat.JsonLines => random.Next(3) switch { 0 => Bytes(bytes, file.Seeds), 1 => OneLine(bytes), _ => Line(bytes) },
                FileFormat.Safetensors => random.Next(4) == 0 ? Bytes(bytes, file.Seeds) : Header(bytes),
                _ => random.Next(2) == 0 ? Bytes(bytes, file.Seeds) : Line(bytes),
            };
        }
        while (random.Next(2) == 0);

        return bytes;
    }

    private T Pick<T>(IReadOnlyList<T> among) => among[random.Next(among.Count)];

    private static byte[] Replaced(byte[] bytes, int start, int length, ReadOnlySpan<byte> by) => [.. bytes.AsSpan(0, start), .. by, .. bytes.AsSpan(start + length)];

    private byte[] Bytes(byte[] bytes, IReadOnlyList<byte[]> seeds)
    {
        var at = random.Next(bytes.Length + 1);
        var length = Math.Min(bytes.Length - at, 1 + (int)(Math.Pow(random.NextDouble(), 4) * bytes.Length));
        var other = Pick(seeds);
        var from = random.Next(other.Length + 1);
        return random.Next(8) switch
        {
            0 => bytes[..at],
            1 => Replaced(bytes, at, length, []),
            2 => Replaced(bytes, at, 0, bytes.AsSpan(at, length)),
            3 => Replaced(bytes, at, Math.Min(1, length), [Pick(Telling)]),
            4 => Replaced(bytes, at, 0, [Pick(Telling), Pick(Telling)]),
            5 when length > 0 => Replaced(bytes, at, 1, [(byte)(bytes[at] ^ (1 << random.Next(8)))]),
            6 => [.. bytes.AsSpan(0, at), .. other.AsSpan(from)],
            _ => Replaced(bytes, at, 0, Pick(Values)),
        };
    }

    // One token: a value becomes another, a name another, a member is there twice or gone; what is no JSON is damaged by the byte.
    private byte[] Json(byte[] bytes)
    {
        var tokens = Tokens(bytes);
        if (tokens.Count == 0)
        {
            return Bytes(bytes, [bytes]);
        }

        var (start, length, isName) = Pick(tokens);
        if (!isName)
        {
            return Replaced(bytes, start, length, random.Next(3) == 0 ? Slice(bytes, Pick(tokens)) : Pick(Values));
        }

        var (valueStart, valueLength, _) = tokens.Find(token => token.Start > start);
        if (valueLength == 0)
        {
            return Replaced(bytes, start, length, Pick(Names));
        }

        var member = bytes.AsSpan(start, valueStart + valueLength - start);
        return random.Next(4) switch
        {
            0 => Replaced(bytes, start, length, Pick(Names)),
            1 => Replaced(bytes, start, 0, [.. member, (byte)',']),
            2 => Replaced(bytes, start, member.Length + (bytes.AsSpan(valueStart + valueLength).StartsWith(","u8) ? 1 : 0), []),
            _ => Replaced(bytes, valueStart, valueLength, Pick(Values)),
        };
    }

    private static byte[] Slice(byte[] bytes, (int Start, int Length, bool IsName) token) => bytes.AsSpan(token.Start, token.Length).ToArray();

    // Names and values, objects and lists whole.
    private static List<(int Start, int Length, bool IsName)> Tokens(byte[] bytes)
    {
        var tokens = new List<(int Start, int Length, bool IsName)>();
        var open = new Stack<int>();
        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = 1_000 });
        try
        {
            while (reader.Read())
            {
                switch (reader.TokenType)
                {
                    case JsonTokenType.StartArray or JsonTokenType.StartObject:
                        open.Push(tokens.Count);
                        tokens.Add(((int)reader.TokenStartIndex, 0, false));
                        break;
                    case JsonTokenType.EndArray or JsonTokenType.EndObject:
                        var index = open.Pop();
                        tokens[index] = tokens[index] with { Length = (int)reader.BytesConsumed - tokens[index].Start };
                        break;
                    default:
                        var isText = reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName;
                        tokens.Add(((int)reader.TokenStartIndex, reader.ValueSpan.Length + (isText ? 2 : 0), reader.TokenType == JsonTokenType.PropertyName));
                        break;
                }
            }
        }
        catch (JsonException)
        {
            // What was read until there is whole.
            tokens.RemoveAll(token => token.Length == 0);
        }

        return tokens.Count > 0 && tokens[^1].IsName ? tokens[..^1] : tokens;
    }

    private byte[] OneLine(byte[] bytes)
    {
        var start = bytes.AsSpan(0, random.Next(bytes.Length + 1)).LastIndexOf((byte)'\n') + 1;
        var end = bytes.AsSpan(start).IndexOf((byte)'\n') is var length and >= 0 ? start + length : bytes.Length;
        return Replaced(bytes, start, end - start, Json(bytes[start..end]));
    }

    private byte[] Line(byte[] bytes)
    {
        List<string> lines = [.. Encoding.Latin1.GetString(bytes).Split('\n')];
        var at = random.Next(lines.Count);
        switch (random.Next(7))
        {
            case 0:
                lines.RemoveAt(at);
                break;
            case 1:
                lines.Insert(at, lines[random.Next(lines.Count)]);
                break;
            case 2:
                (lines[at], lines[0]) = (lines[0], lines[at]);
                break;
            case 3:
                lines[at] = lines[at][..random.Next(lines[at].Length + 1)];
                break;
            case 4:
                lines.Insert(at, Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(Pick(Lines))));
                break;
            case 5:
                lines[at] += Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(Pick(Lines)));
                break;
            default:
                string[] words = lines[at].Split(' ');
                words[random.Next(words.Length)] = Encoding.Latin1.GetString(Pick(Values));
                lines[at] = string.Join(' ', words);
                break;
        }

        return Encoding.Latin1.GetBytes(string.Join('\n', lines));
    }

    private byte[] Header(byte[] bytes)
    {
        if (bytes.Length < sizeof(ulong) || BinaryPrimitives.ReadUInt64LittleEndian(bytes) is var length && length > (ulong)(bytes.Length - sizeof(ulong)))
        {
            return Bytes(bytes, [bytes]);
        }

        var header = Json(bytes[sizeof(ulong)..(sizeof(ulong) + (int)length)]);
        var start = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(start, (ulong)header.Length);
        return [.. start, .. header, .. bytes.AsSpan(sizeof(ulong) + (int)length)];
    }
}
