using System.Buffers.Binary;
using System.Text;
using System.Text.RegularExpressions;
using LfmSpec.Models.Checkpoints;

namespace LfmSpec.Models.Tests.Checkpoints;

/// <summary>A file of this length that begins with these bytes and goes on with zeros.</summary>
internal sealed record DamagedFile(byte[] Start, long Length)
{
    private static readonly string[] Numbers =
        ["0", "1", "-1", "-0", "2", "3", "7", "8", "255", "2147483648", "4294967296", "9223372036854775807", "18446744073709551616", "1e3", "1.5", "0.0", "1e400", "00", "NaN"];

    private static readonly string[] Snippets =
    [
        "{", "}", "[", "]", ",", ":", "\"", "\\", " ", "\n", "\0", "null", "true", "\"dtype\":\"F32\",", "\"shape\":[],", "\"data_offsets\":[0,0],", "\"__metadata__\":{},", "\"x\":{},",
        "\\ud800", "\\u0041", "[[[[[[[[[[[[", "{\"a\":{\"a\":{\"a\":", "\"\":\"\",", "\u00e9", "F64", "BOOL", "Q8", "/*", "\ufeff",
    ];

    private static readonly (byte[] Start, long Length)[] Valid = [.. Small(), Real()];

    /// <summary>The file with this number: a valid one with one to four damages, the same in every run.</summary>
    public static DamagedFile Of(int number)
    {
        var random = new Random(20_261_122 + number);
        var (start, length) = Valid[random.Next(Valid.Length)];
        start = [.. start];
        var damages = 1 + (random.Next(4) * random.Next(2));
        for (var damage = 0; damage < damages; damage++)
        {
            (start, length) = Damage(random, start, length);
            Array.Resize(ref start, (int)Math.Min(start.Length, length));
        }

        // As much as a header may cover is stored; the rest of a file is zeros that need no memory.
        var header = start.Length < 8 ? 0 : BinaryPrimitives.ReadUInt64LittleEndian(start);
        var stored = header <= (ulong)Math.Max(0, length - 8) ? Math.Max((long)header + 8, start.Length) : start.Length;
        Array.Resize(ref start, (int)Math.Min(stored, length));
        return new(start, length);
    }

    private static (byte[] Start, long Length) Damage(Random random, byte[] start, long length)
    {
        if (start.Length < 10)
        {
            return (start, length);
        }

        switch (random.Next(9))
        {
            case 0:
                start[random.Next(start.Length)] ^= (byte)(1 << random.Next(8));
                return (start, length);
            case 1:
                return (start, random.NextInt64(length + 1));
            case 2:
                return (start, length + random.Next(1, 100));
            case 3:
                var headerLength = BinaryPrimitives.ReadUInt64LittleEndian(start);
                ulong[] lengths = [headerLength + 1, headerLength - 1, headerLength + 8, headerLength / 2, 0, (ulong)length, (ulong)length - 8, 100_000_001, 1ul << 60, ulong.MaxValue];
                BinaryPrimitives.WriteUInt64LittleEndian(start, lengths[random.Next(lengths.Length)]);
                return (start, length);
            case 4:
                return Edit(start, length, json => json.Insert(random.Next(json.Length + 1), Snippets[random.Next(Snippets.Length)]));
            case 5:
                return Edit(start, length, json =>
                {
                    var from = random.Next(json.Length);
                    return json.Remove(from, Math.Min(json.Length - from, random.Next(1, 20)));
                });
            case 6:
                return Edit(start, length, json => ReplaceNumber(json, random, _ => Numbers[random.Next(Numbers.Length)]));
            case 7:
                // Two numbers of the header change places: often two offsets, or an offset and a size.
                return Edit(start, length, json =>
                {
                    var numbers = Regex.Matches(json, @"\d+");
                    return numbers.Count == 0 ? json : ReplaceNumber(json, random, _ => numbers[random.Next(numbers.Count)].Value);
                });
            default:
                return Edit(start, length, json =>
                {
                    var from = random.Next(json.Length);
                    return json.Insert(random.Next(json.Length + 1), json.Substring(from, Math.Min(json.Length - from, random.Next(1, 120))));
                });
        }
    }

    /// <summary>Edits the JSON and, as a careless program would, puts the right length in front of it.</summary>
    private static (byte[] Start, long Length) Edit(byte[] start, long length, Func<string, string> edit)
    {
        var end = (int)Math.Min((ulong)start.Length, 8 + Math.Min(BinaryPrimitives.ReadUInt64LittleEndian(start), (ulong)start.Length));
        var json = Encoding.Latin1.GetString(start.AsSpan(8, end - 8));
        if (json.Length == 0)
        {
            return (start, length);
        }

        var edited = Encoding.Latin1.GetBytes(edit(json));
        byte[] changed = [.. BitConverter.GetBytes((long)edited.Length), .. edited, .. start.AsSpan(end)];
        return (changed, length + changed.Length - start.Length);
    }

    private static string ReplaceNumber(string json, Random random, Func<string, string> replace)
    {
        var numbers = Regex.Matches(json, @"\d+");
        if (numbers.Count == 0)
        {
            return json;
        }

        var number = numbers[random.Next(numbers.Count)];
        return json.Remove(number.Index, number.Length).Insert(number.Index, replace(number.Value));
    }

    private static IEnumerable<(byte[] Start, long Length)> Small()
    {
        using var folder = new SafetensorsBytes();
        for (var tensors = 0; tensors < 6; tensors++)
        {
            var writer = new SafetensorsWriter(tensors % 2 == 0 ? null : new Dictionary<string, string> { ["format"] = "pt", ["é\""] = "\n" });
            for (var index = 0; index < tensors; index++)
            {
                var dtype = (SafetensorsDtype)((index * 5) % 17);
                long[] shape = index == 1 ? [] : [index, 3];
                writer.Add($"layers.{index}.weight", dtype, shape, Enumerable.Range(1, (int)dtype.ByteLength(shape)!).Select(value => (byte)value).ToArray());
            }

            writer.Write(folder.PathOf());
            var bytes = File.ReadAllBytes(folder.PathOf());
            yield return (bytes, bytes.Length);
        }
    }

    /// <summary>The embedded checkpoint's header, before data that are all zeros.</summary>
    private static (byte[] Start, long Length) Real()
    {
        var bytes = File.ReadAllBytes(RepositoryFiles.Path("models", "lfm2-atlas-tiny", "model.safetensors"));
        return (bytes[..(8 + (int)BinaryPrimitives.ReadInt64LittleEndian(bytes))], bytes.Length);
    }
}
