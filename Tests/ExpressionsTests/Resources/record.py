# SPDX-License-Identifier: Apache-2.0
# Copyright (c) 2026 the Pharos authors
"""Records what Python, numpy and pint say: `python3 record.py > answers.json` (numpy 2.4, pint 0.25)."""

import json
import math
import sys
import warnings

import numpy as np
import pint

warnings.simplefilter("ignore")
ureg = pint.UnitRegistry()
Q = ureg.Quantity
names = """abs array arange arccos arccosh arcsin arcsinh arctan arctan2 arctanh average ceil cos cosh degrees dot e exp
fabs floor fmod frexp hypot ldexp linspace log log10 logspace modf ones pi radians shape sin sinh sqrt sum tan tanh
zeros""".split()
space = {name: getattr(np, name) for name in names}
space |= {"Q": Q, "Quantity": Q, "pow": pow, "len": len, "int": int, "float": float, "bool": bool, "str": str,
          "list": list, "range": range, "min": min, "max": max, "nan": math.nan, "inf": math.inf}

# Written with array(…), because Python's own lists are not arrays.
EXPRESSIONS = r"""
1+2
1.5*2
7/2
7//2
-7//2
7//-2
-7%3
7%-3
-7.5//2
-7.5%2
7.5%-2
2**10
2**-1
-2**2
(-2)**2
2**3**2
2**0.5
-3**2
+5
--5
~5
5&3
5|3
5^3
1<<10
-16>>2
1+2*3-4/5
(1+2)*3
1e3
1e-3
1_000
0x1f
0b101
0o17
.5
5.
1e400
-1e400
2**200
10**10
9223372036854775807+1
9223372036854775807
-9223372036854775807-1
True
False
None
True+True
not True
not 0
1 and 2
0 and 2
1 or 2
0 or 2
'' or 'x'
1<2<3
1<3<2
3>2>=2
1==1.0
1!=2
1<2 and 2<3
1 if True else 2
1 if 0 else 2
1 if 0 else 2 if 0 else 3
(1 if 1 else 2)+3
not 1==2
'abc'
"a'b"
'a'+'b'
'ab'*3
3*'ab'
'a'<'b'
'b' in 'abc'
'd' not in 'abc'
'abc'[1]
'abc'[-1]
'hello'[1:3]
'hello'[::-1]
len('hello')
str(1.5)
str(3)
str(True)
str(1e22)
str(1e-5)
int('12')
int(3.7)
int(-3.7)
float('1e3')
float('nan')
float('inf')
float(3)
bool(0)
bool('a')
len(array([1,2,3]))
array([1,2])
array([1.,2.])
array([[1,2],[3,4]])
array([[1.,2.]])
array([1,2.5])
array([True,False])
array([1,2,3])+1
array([1,2,3])*2.5
array([1,2,3])/2
array([1,2,3])//2
array([1,2,3])%2
array([1,2,3])**2
array([1.,2.,3.])**-1
2**array([1,2,3])
-array([1,2,3])
array([1,2,3])+array([10,20,30])
array([1,2,3])>2
array([1,2,3])==array([1,0,3])
(array([1,2,3])>1)&(array([1,2,3])<3)
~(array([1,2,3])>1)
array([1.,2.])/0
array([0.,1.])/array([0.,0.])
array([1,2])//0
array([1,2])%0
array([1.,-1.])//0
array([[1],[2]])+array([10,20])
array([[1,2],[3,4]])*array([10,100])
array([[1,2],[3,4]])+array([[10],[20]])
arange(5)
arange(2,5)
arange(5,2,-1)
arange(0,1,0.25)
arange(0,1,0.1)
arange(1.5)
arange(0)
arange(5)[1:3]
arange(5)[-1]
arange(5)[::2]
arange(5)[::-1]
arange(5)[10:20]
arange(5)[-3:-1]
arange(5)[3:1:-1]
arange(10)[-100:100:3]
array([[1,2],[3,4]])[0]
array([[1,2],[3,4]])[0,1]
array([[1,2],[3,4]])[:,0]
array([[1,2],[3,4]])[1:,:]
array([[1,2],[3,4]])[-1,-1]
array([[1,2],[3,4]])[::-1]
array([1,2,3])[array([1,2,3])>1]
array([5,6,7])[array([0,2])]
linspace(0,1,5)
linspace(0,1,4,endpoint=False)
linspace(1,10,num=4)
linspace(0,1,1)
linspace(5,5,3)
logspace(0,2,3)
logspace(0,3,4,base=2)
zeros(3)
zeros((2,2))
ones(2)
ones((2,3))
zeros(2,dtype=int)
ones((2,),int)
zeros((2,2,2))
list(range(4))
list(range(2,10,3))
list(range(5,0,-2))
sum(array([1,2,3]))
sum(array([1.5,2.5]))
sum(array([[1,2],[3,4]]))
sum(array([[1,2],[3,4]]),0)
sum(array([[1,2],[3,4]]),axis=1)
sum(array([True,True,False]))
sum(array([9223372036854775807.0,1.0]))
average(array([1,2,3]))
average(array([[1,2],[3,4]]),0)
average(array([1,2]),weights=array([3,1]))
dot(array([1,2]),array([3,4]))
dot(array([[1,2],[3,4]]),array([1,1]))
dot(array([[1,2],[3,4]]),array([[0,1],[1,0]]))
dot(2,3)
dot(array([1.5,2]),array([[1,2],[3,4]]))
shape(array([[1,2,3],[4,5,6]]))
array([[1,2,3],[4,5,6]]).shape
min(3,1,2)
max(1,2.5)
min(array([3,1,2]))
max(array([3,1,2]))
abs(-3)
abs(-3.5)
abs(array([-1,2]))
fabs(-3)
ceil(1.2)
ceil(-1.2)
floor(-1.2)
floor(array([1.5,-1.5]))
sin(0)
sin(1)
cos(pi)
tan(1)
arcsin(1)
arccos(0.5)
arctan(1)
arctan2(1,-1)
arctan2(array([1,-1]),array([1,1]))
sinh(1)
cosh(1)
tanh(0.5)
arcsinh(1)
arccosh(2)
arctanh(0.5)
exp(1)
exp(1000)
log(10)
log(0)
log(-1)
log10(1000)
sqrt(2)
sqrt(-1)
sqrt(array([1,4,9]))
hypot(3,4)
hypot(array([3,5]),array([4,12]))
fmod(-7,3)
fmod(7.5,-2)
fmod(array([-7,7]),3)
ldexp(0.75,4)
ldexp(1.0,array([1,2]))
frexp(8.0)
frexp(0.1)
modf(3.75)
modf(-3.75)
degrees(pi)
radians(180)
degrees(array([0,pi]))
pi
e
pow(2,3)
pow(2,-1)
pow(2.0,0.5)
sin(array([0,pi/2]))**2+cos(array([0,pi/2]))**2
exp(-((linspace(-1,1,3))**2))
sum(arange(100)**2)
average(linspace(0,1,11))
Q(3,'mm')
Q('3 mm')
Q(3,'mm')+Q(1,'m')
Q(1,'m')+Q(1,'mm')
Q(1,'m')-Q(1,'mm')
Q(2,'m')*3
3*Q(2,'m')
Q(2,'m')*Q(3,'s')
Q(6,'m')/Q(2,'s')
Q(6,'m')/Q(2,'m')
Q(3,'m')**2
Q(4,'m**2')**0.5
sqrt(Q(4,'m**2'))
Q(1,'m')<Q(2,'km')
Q(1000,'mm')==Q(1,'m')
Q(1,'m')==Q(1,'s')
Q(1,'m')!=Q(1,'s')
Q(1,'m')>0
Q(1,'m')+0
Q(1,'m').to('mm')
Q(1,'inch').to('cm')
Q(20,'degC').to('degF')
Q(20,'degC').to('K')
Q(20,'degC')-Q(15,'degC')
Q(20,'degC')+Q(5,'delta_degC')
Q(3,'mm').magnitude
Q(3,'mm').m
Q(3.0,'mm').m_as('m')
Q(arange(5),'mm')
Q(arange(5),'mm')[1:3]
Q(arange(5),'mm')[-1]
Q(arange(5),'mm')[::2]
Q(arange(3),'mm')*2
Q(arange(3),'mm')+Q(1,'m')
Q(arange(3),'mm').to('m')
Q(arange(3),'mm').shape
sum(Q(arange(4),'mm'))
average(Q(arange(4),'mm'))
abs(Q(-3,'mm'))
-Q(3,'mm')
sin(Q(90,'deg'))
cos(Q(pi,'rad'))
arctan2(Q(1,'m'),Q(1,'m'))
hypot(Q(3,'m'),Q(4,'m'))
exp(Q(100,'percent'))
Q(50,'%')+1
Q(7,'m')//Q(2,'m')
Q(7,'m')%Q(2,'m')
Q(2,'m')/4
1/Q(2,'s')
Q(1,'V')/Q(2,'A')
(Q(1,'V')/Q(2,'A')).to('ohm')
Q(array([1.,2.]),'V')*Q(array([3.,4.]),'A')
(Q(array([1.,2.]),'V')*Q(2,'A')).to('W')
Q(array([1,2,3]),'m')>Q(2,'m')
floor(Q(1.5,'m'))
max(Q(1,'m'),Q(20,'cm'))
degrees(Q(pi,'rad'))
dot(Q(array([1,2]),'m'),Q(array([3,4]),'N'))
1/0
1.0/0
1//0
1%0
1.5//0
0**-1
'a'+1
'a'-'b'
1+None
arange(5)[7]
'abc'[5]
array([1,2])+array([1,2,3])
Q(1,'m')+Q(1,'s')
Q(1,'m')+1
Q(1,'m')>1
Q(20,'degC')*2
Q(20,'degC')+Q(1,'degC')
Q(2,'m')**Q(1,'s')
sin(Q(1,'m'))
exp(Q(1,'m'))
int('x')
float('x')
int(float('nan'))
int(float('inf'))
nosuch
sin()
sin(1,2)
linspace(0)
2**'a'
len(3)
array([1,2])[0,0]
arange(5)[::0]
arange(0,1,0)
Q(1,'nosuchunit')
10.0**400
-'a'
not array([1,2])
arange(5)[1.5]
"""


def number(value):
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    if isinstance(value, (int, np.integer)):
        return int(value) if -(2**63) <= int(value) < 2**63 else float(value)
    value = float(value)
    return value if math.isfinite(value) else repr(value)


def kind(values):
    if not values:
        return "float"
    first = values[0]
    if isinstance(first, str) and first not in ("inf", "-inf", "nan"):
        return "string"
    return {bool: "boolean", int: "integer"}.get(type(first), "float")


def answer(text):
    try:
        value = eval(text, {"__builtins__": {}}, dict(space))
        unit = None
        if isinstance(value, Q):
            unit = format(value.units, "D")
            value = value.magnitude
        if value is None:
            return {"type": "none"}
        if isinstance(value, str):
            return {"type": "string", "shape": [], "values": [value]}
        array = np.asarray(value)
        if array.dtype.kind not in "buifO":
            raise TypeError("complex")
        values = [number(element) for element in array.ravel().tolist()]
        types = {kind([element]) for element in values}
        result = {"type": kind(values) if len(types) == 1 else "float", "shape": list(array.shape), "values": values}
        if not values:
            result["type"] = "float" if array.dtype.kind == "f" else "integer"
        if unit not in (None, "dimensionless"):
            result["unit"] = unit
        return result
    except Exception as error:
        return {"error": type(error).__name__}


lines = [line for line in EXPRESSIONS.strip().split("\n")]
json.dump(
    [{"expression": line, **answer(line)} for line in lines], sys.stdout, ensure_ascii=False, separators=(",", ":"))
